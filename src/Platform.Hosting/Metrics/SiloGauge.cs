using System.Diagnostics.Metrics;

namespace Platform.Metrics;

/// <summary>Shows how many silos of the cluster are active, as this silo sees it.</summary>
internal sealed class SiloGauge(IMeterFactory meters, ISiloStatusOracle silos) : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(SiloGauge), ServiceLifecycleStage.Active, _ =>
    {
        meters.Create(HostingMetrics.MeterName).CreateObservableGauge(
            "platform.cluster.silos", () => silos.GetApproximateSiloStatuses(onlyActive: true).Count, "{silo}", "Active silos of the cluster, as this one sees it.");
        return Task.CompletedTask;
    });
}
