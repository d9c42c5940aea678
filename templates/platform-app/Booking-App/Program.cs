using Booking_App;
using Platform.Hosting;

return await PlatformApplication.RunAsync(args, Application.Configure);
