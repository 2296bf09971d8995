using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Verifiers.Sandbox.Docker;

/// <summary>
/// The dozen calls of the Docker Engine API that sandboxes need, over the engine's Unix socket. Thread-safe. Every failure is a
/// <see cref="DockerException"/> with a sentence; nothing waits longer than the token says.
/// </summary>
internal sealed class DockerEngineClient : IDisposable
{
    /// <summary>The version whose messages are used here: Docker 20.10 and later.</summary>
    private const string Preferred = "1.41";
    private readonly string _socket;
    private readonly HttpClient _http;

    /// <param name="socket">Path of the engine's socket.</param>
    public DockerEngineClient(string socket)
    {
        _socket = socket;
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = ConnectAsync,
            // A connection costs microseconds here, and one kept from before the engine was restarted costs a job.
            PooledConnectionLifetime = TimeSpan.Zero,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
        })
        {
            BaseAddress = new Uri("http://docker/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Whether something may listen there: a first look, without asking.</summary>
    public bool SocketExists => File.Exists(_socket);

    /// <summary>The version in the paths of all calls but <see cref="GetVersionAsync"/>.</summary>
    public string ApiVersion { get; private set; } = Preferred;

    /// <summary>Asks for the engine's version, and settles on a version of the API that both sides speak.</summary>
    public async Task<DockerVersion> GetVersionAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "version");
        var version = await AnswerAsync(request, DockerJson.Default.DockerVersion, cancellationToken);
        if (version.ApiVersion is null) throw new DockerException($"What answers at {_socket} is no Docker engine.", status: null);
        ApiVersion = Choose(version.MinApiVersion, version.ApiVersion);
        return version;
    }

    public Task<DockerInfo> GetInfoAsync(CancellationToken cancellationToken) => GetAsync("info", DockerJson.Default.DockerInfo, cancellationToken);

    /// <returns>Null when there is no such image.</returns>
    public Task<DockerImage?> FindImageAsync(string name, CancellationToken cancellationToken) =>
        FindAsync($"images/{Uri.EscapeDataString(name)}/json", DockerJson.Default.DockerImage, cancellationToken);

    /// <returns>Null when there is no such container.</returns>
    public Task<DockerContainer?> FindContainerAsync(string id, CancellationToken cancellationToken) =>
        FindAsync($"containers/{id}/json", DockerJson.Default.DockerContainer, cancellationToken);

    /// <summary>Containers with a label, running or not.</summary>
    public Task<IReadOnlyList<DockerContainerSummary>> ListContainersAsync(string label, CancellationToken cancellationToken)
    {
        var filters = JsonSerializer.Serialize(
            new Dictionary<string, string[]>(StringComparer.Ordinal) { ["label"] = [label] }, DockerJson.Default.DictionaryStringStringArray);
        return GetAsync($"containers/json?all=1&filters={Uri.EscapeDataString(filters)}", DockerJson.Default.IReadOnlyListDockerContainerSummary, cancellationToken);
    }

    /// <returns>The container's id.</returns>
    public async Task<string> CreateContainerAsync(string name, DockerContainerRequest container, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Post, $"containers/create?name={Uri.EscapeDataString(name)}");
        request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(container, DockerJson.Default.DockerContainerRequest));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return (await AnswerAsync(request, DockerJson.Default.DockerCreated, cancellationToken)).Id;
    }

    /// <summary>Opens the streams of a container. Done before it is started, so that nothing it writes is missed.</summary>
    public async Task<DockerAttachment> AttachAsync(string id, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Post, $"containers/{id}/attach?stream=1&stdin=1&stdout=1&stderr=1");
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.ParseAdd("tcp");
        var response = await SendAsync(request, cancellationToken);
        try
        {
            if (response.StatusCode != HttpStatusCode.SwitchingProtocols)
            {
                await RefuseAsync(response, cancellationToken);
                throw new DockerException($"The Docker engine answered an attachment with {(int)response.StatusCode}.", response.StatusCode);
            }

            return new DockerAttachment(response, await response.Content.ReadAsStreamAsync(cancellationToken));
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    public Task StartContainerAsync(string id, CancellationToken cancellationToken) => PostAsync($"containers/{id}/start", cancellationToken);

    /// <summary>Ends a container's processes. One that is not running any more is what was wanted.</summary>
    public async Task KillContainerAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            await PostAsync($"containers/{id}/kill", cancellationToken);
        }
        catch (DockerException gone) when (gone.Status is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
        }
    }

    /// <summary>Waits for the end of a container.</summary>
    /// <returns>Its exit status.</returns>
    public async Task<int> WaitContainerAsync(string id, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Post, $"containers/{id}/wait");
        return (await AnswerAsync(request, DockerJson.Default.DockerExit, cancellationToken)).StatusCode;
    }

    /// <summary>Ends and removes a container, and waits until it is gone. One that does not exist is what was wanted.</summary>
    public async Task RemoveContainerAsync(string id, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using var request = Request(HttpMethod.Delete, $"containers/{id}?force=1&v=1");
                using var response = await SendAsync(request, cancellationToken);
                await RefuseAsync(response, cancellationToken);
                return;
            }
            catch (DockerException gone) when (gone.Status is HttpStatusCode.NotFound)
            {
                return;
            }
            catch (DockerException underway) when (underway.Status is HttpStatusCode.Conflict)
            {
                await Task.Delay(20, cancellationToken); // the engine is removing it already
            }
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The preferred version, or the nearest that the engine speaks.</summary>
    internal static string Choose(string? least, string most)
    {
        if (least is not null && Number(least) > Number(Preferred)) return least;
        return Number(most) < Number(Preferred) ? most : Preferred;
    }

    private static Version Number(string version) => System.Version.TryParse(version, out var number) ? number : new Version(Preferred);

    private HttpRequestMessage Request(HttpMethod method, string path) => new(method, $"v{ApiVersion}/{path}");

    private async Task PostAsync(string path, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Post, path);
        using var response = await SendAsync(request, cancellationToken);
        await RefuseAsync(response, cancellationToken);
    }

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, path);
        return await AnswerAsync(request, type, cancellationToken);
    }

    private async Task<T?> FindAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await GetAsync(path, type, cancellationToken);
        }
        catch (DockerException missing) when (missing.Status is HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private async Task<T> AnswerAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(request, cancellationToken);
        await RefuseAsync(response, cancellationToken);
        try
        {
            var json = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return JsonSerializer.Deserialize(json, type) ?? throw new JsonException("null");
        }
        catch (Exception broken) when (broken is JsonException or HttpRequestException or IOException)
        {
            throw new DockerException($"What answers at {_socket} is no Docker engine, or one that broke off: {broken.Message}", response.StatusCode, broken);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException failure)
        {
            throw new DockerException(Explain(failure), status: null, failure);
        }
    }

    private static async Task RefuseAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if ((int)response.StatusCode < 400) return;
        string reason;
        try
        {
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            reason = JsonSerializer.Deserialize(body, DockerJson.Default.DockerRefusal)?.Message ?? "";
        }
        catch (Exception broken) when (broken is JsonException or HttpRequestException or IOException)
        {
            reason = "";
        }

        var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        throw new DockerException($"The Docker engine refused ({status}): {(reason.Length > 0 ? reason : response.ReasonPhrase)}", response.StatusCode);
    }

    private string Explain(HttpRequestException failure)
    {
        var socket = failure.InnerException as SocketException ?? failure.InnerException?.InnerException as SocketException;
        return socket?.SocketErrorCode switch
        {
            SocketError.AccessDenied =>
                $"This user may not use the Docker engine at {_socket}: add it to the socket's group (usermod -aG docker USER), or run the service as root.",
            SocketError.ConnectionRefused => $"No Docker engine answers at {_socket}: its socket is there, but nothing listens. Start it (systemctl start docker).",
            SocketError.AddressNotAvailable => $"No Docker engine answers at {_socket}: there is no such socket. Start it (systemctl start docker), or set Sandbox:DockerSocket.",
            _ when !SocketExists => $"No Docker engine answers at {_socket}: there is no such socket. Start it (systemctl start docker), or set Sandbox:DockerSocket.",
            _ => $"The Docker engine at {_socket} broke off: {(failure.InnerException ?? failure).Message}",
        };
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_socket), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception failure)
        {
            socket.Dispose();
            if (failure is ArgumentException) throw new IOException($"the path is no socket's: {failure.Message}", failure);
            throw;
        }
    }
}
