using System.Net;
using System.Net.Security;
using Orleans.Configuration;
using Orleans.Connections.Security;

namespace Platform.Hosting.Security;

/// <summary>Mutual TLS between silos, and between gateways and silos.</summary>
internal static class ClusterTls
{
    /// <summary>Encrypts and authenticates a silo's connections; without files it leaves them alone.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="files">The silo's certificate.</param>
    public static ISiloBuilder UseClusterTls(this ISiloBuilder silo, MemberCertificateFiles? files) => files is null ? silo : silo.Configure<SiloConnectionOptions>(connections =>
    {
        var (accepted, opened) = (Accepting(files), Opening(files));
        connections.ConfigureSiloInboundConnection(connection => connection.UseServerTls(accepted));
        connections.ConfigureGatewayInboundConnection(connection => connection.UseServerTls(accepted));
        connections.ConfigureSiloOutboundConnection(connection => connection.UseClientTls(opened));
    });

    /// <summary>Encrypts and authenticates a client's connections; without files it leaves them alone.</summary>
    /// <param name="client">The client.</param>
    /// <param name="files">The client's certificate.</param>
    public static IClientBuilder UseClusterTls(this IClientBuilder client, MemberCertificateFiles? files) => files is null ? client : client.Configure<ClientConnectionOptions>(connections =>
    {
        var opened = Opening(files);
        connections.ConfigureConnection(connection => connection.UseClientTls(opened));
    });

    private static TlsOptions Accepting(MemberCertificateFiles files) => new()
    {
        LocalServerCertificateSelector = (_, _) => files.Current().Certificate,
        RemoteCertificateMode = RemoteCertificateMode.RequireCertificate,
        RemoteCertificateValidation = (certificate, chain, _) => files.IsMember(certificate, chain, CertificateUsage.Client),

        // With its chain, which a selector's certificate goes without.
        OnAuthenticateAsServer = (_, tls) =>
        {
            var options = (SslServerAuthenticationOptions)tls.SslServerAuthenticationOptions;
            options.ServerCertificateSelectionCallback = null;
            options.ServerCertificateContext = files.Current().Context;
        },
    };

    private static TlsOptions Opening(MemberCertificateFiles files) => new()
    {
        RemoteCertificateMode = RemoteCertificateMode.RequireCertificate,
        RemoteCertificateValidation = (certificate, chain, _) => files.IsMember(certificate, chain, CertificateUsage.Server),
        OnAuthenticateAsClient = (connection, tls) =>
        {
            var options = (SslClientAuthenticationOptions)tls.SslClientAuthenticationOptions;
            options.TargetHost = (connection.RemoteEndPoint as IPEndPoint)?.Address.ToString() ?? "";
            options.ClientCertificateContext = files.Current().Context;
        },
    };
}
