using Platform.EndToEnd.Tests.Behaviour;
using Platform.EndToEnd.Tests.Support;

namespace Platform.EndToEnd.Tests.Administration;

public sealed class EmbeddedOperatorTests(EmbeddedPlatformFixture fixture) : OperatorBehaviour, IClassFixture<EmbeddedPlatformFixture>
{
    private protected override RunningPlatform Running => fixture.Running;
}
