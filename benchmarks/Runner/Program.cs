using System.CommandLine;
using Benchmarks;

// Ctrl-C ends the servers and the jobs, which takes a moment.
return await BenchmarkCommands.Root().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
