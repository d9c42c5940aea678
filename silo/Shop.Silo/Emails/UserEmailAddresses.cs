using Shop.Grains.Users;

namespace Shop.Silo.Emails;

/// <summary>Reads from the user's grain, whose reads interleave with its work. Thread-safe.</summary>
internal sealed class UserEmailAddresses(IGrainFactory grains) : IEmailAddresses
{
    public async Task<string?> FindAsync(string userId, CancellationToken cancellationToken)
    {
        var user = await grains.GetGrain<IUserGrain>(userId).Get().AsTask().WaitAsync(cancellationToken);
        return user?.Email;
    }
}
