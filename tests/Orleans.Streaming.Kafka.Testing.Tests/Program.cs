using System.Globalization;
using Orleans.Streaming.Kafka.Testing;

// The part of a process that holds a real broker and is then killed: prints the broker's process id and folder, and waits.
await using var kafka = await RealKafka.StartAsync();
await Console.Out.WriteLineAsync(kafka.ProcessId(1).ToString(CultureInfo.InvariantCulture));
await Console.Out.WriteLineAsync(kafka.Folder);
await Console.In.ReadToEndAsync();
