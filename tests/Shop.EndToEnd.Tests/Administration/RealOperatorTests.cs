using Platform.EndToEnd.Tests.Behaviour;
using Platform.EndToEnd.Tests.Support;

namespace Platform.EndToEnd.Tests.Administration;

public sealed class RealOperatorTests(RealPlatformFixture fixture) : OperatorBehaviour, IClassFixture<RealPlatformFixture>
{
    private protected override RunningPlatform Running => fixture.Running;
}
