namespace Shop.Gateway.Settings;

/// <summary>Whether a file can be appended to. Finds out by opening it, the only test that counts.</summary>
internal static class WritableFile
{
    /// <summary>What is wrong with it, or null. Leaves no file behind that was not there.</summary>
    public static string? FindFault(string path)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full))
        {
            return $"{full} is a directory.";
        }

        if (!Directory.Exists(Path.GetDirectoryName(full)))
        {
            return $"There is no directory {Path.GetDirectoryName(full)}.";
        }

        try
        {
            var existed = File.Exists(full);
            using (File.Open(full, FileMode.Append, FileAccess.Write, FileShare.ReadWrite))
            {
            }

            if (!existed)
            {
                File.Delete(full);
            }

            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"It can't be written to: {exception.Message}";
        }
    }
}
