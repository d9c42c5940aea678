using Peers.ByHand;
using Peers.Streamiz;
using Peers.Wolverine;

// PEER BOOTSTRAP GROUP KEEPS: the order job until the process is ended. KEEPS is a folder for Streamiz and a connection string for the others.
switch (args)
{
    case ["streamiz", var bootstrap, var group, var folder]:
        await StreamizJob.RunAsync(bootstrap, group, folder);
        return 0;
    case ["handwritten-batch", var bootstrap, var group, var postgres]:
        HandwrittenJob.Run(bootstrap, group, postgres, batchCountMax: 2_000);
        return 0;
    case ["handwritten-event", var bootstrap, var group, var postgres]:
        HandwrittenJob.Run(bootstrap, group, postgres, batchCountMax: 1);
        return 0;
    case ["wolverine", var bootstrap, var group, var postgres]:
        await WolverineJob.RunAsync(bootstrap, group, postgres);
        return 0;
    default:
        await Console.Error.WriteLineAsync("streamiz|handwritten-batch|handwritten-event|wolverine BOOTSTRAP GROUP FOLDER|POSTGRES");
        return 2;
}
