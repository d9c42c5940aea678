using Platform.Chaos;

// Ctrl-C ends the servers and the silos, which takes a moment.
return await ChaosCommand.Create().Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
