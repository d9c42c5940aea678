namespace Platform.Hosting;

/// <summary>Says, in the silo that it is called in, what that silo's database holds.</summary>
internal interface IDatabaseWitness : IGrainWithIntegerKey
{
    /// <summary>Looks for a joining silo's mark.</summary>
    /// <param name="endpoint">The joining silo's endpoint.</param>
    /// <param name="token">Its mark.</param>
    Task<WitnessReport> Look(string endpoint, Guid token);
}
