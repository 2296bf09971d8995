namespace Verifiers.Api.Security;

/// <summary>
/// A fault after the first byte of an answer can only break the connection off. The framework would do that too, and write the fault with
/// its message to the log; here it is written as <see cref="FaultText"/> says. So it stands within the framework's handler.
/// </summary>
internal sealed partial class BrokenAnswers(RequestDelegate next, FaultText faults, ILogger<BrokenAnswers> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (Exception fault) when (http.Response.HasStarted)
        {
            if (!http.RequestAborted.IsCancellationRequested)
                LogFault(http.Request.Method, http.Request.Path, faults.Of(fault));
            http.Abort();
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "{Method} {Path} broke off: {Fault}")]
    private partial void LogFault(string method, PathString path, string fault);
}
