using Confluent.Kafka;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// An admin client, connected when first used, and rebuilt when it can't get through for its certificates and the files hold
/// others by now. Thread-safe.
/// </summary>
internal sealed class ReloadingAdminClient(KafkaConnection connection, ClientReport report, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CertificateFiles _files = new(connection, report, time);
    private ReferenceCountedAdminClient? _current;
    private bool _disposed;

    /// <summary>Runs a request.</summary>
    /// <param name="request">Is given the client for as long as its task runs.</param>
    public async Task<T> RunAsync<T>(Func<IAdminClient, Task<T>> request)
    {
        var client = Take();
        try
        {
            return await request(client.Admin);
        }
        finally
        {
            client.Release();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _current?.Release();
            _current = null;
        }
    }

    private ReferenceCountedAdminClient Take()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_current is null)
            {
                _current = Build();
            }
            else if (_files.HaveChangedSinceError())
            {
                Renew(_current);
            }

            return _current.Enter();
        }
    }

    private void Renew(ReferenceCountedAdminClient old)
    {
        try
        {
            _current = Build();
        }
        catch (InvalidOperationException e)
        {
            // A file half written, or a key that does not fit yet: looked at again with a later question.
            _files.Forget();
            report.Failed(new Error(Confluent.Kafka.ErrorCode.Local_Ssl, $"The certificate files have changed, but can't be used: {e.Message}"));
            return;
        }

        old.Release();
    }

    private ReferenceCountedAdminClient Build()
    {
        _files.Remember();
        return new ReferenceCountedAdminClient(KafkaClients.BuildAdmin(connection, report));
    }
}
