namespace Verifiers.Structured.Schemas;

/// <summary>Resolution of a reference against a base, as RFC 3986 section 5.2 has it, on texts. Nothing is fetched or normalised.</summary>
internal static class SchemaUri
{
    /// <summary>The address without its fragment, and the fragment without its sign.</summary>
    public static (string Address, string Fragment) Split(string uri)
    {
        var hash = uri.IndexOf('#');
        return hash < 0 ? (uri, "") : (uri[..hash], uri[(hash + 1)..]);
    }

    /// <summary>The address a reference means where the base is <paramref name="baseUri"/>; its fragment is kept.</summary>
    public static string Resolve(string baseUri, string reference)
    {
        if (reference.Length == 0)
            return baseUri;
        if (reference[0] == '#')
            return Split(baseUri).Address + reference;
        if (SchemeLength(reference) > 0)
            return reference;
        baseUri = Split(baseUri).Address;
        var scheme = SchemeLength(baseUri);
        var hasAuthority = string.CompareOrdinal(baseUri, scheme, "//", 0, 2) == 0;
        if (reference.StartsWith("//", StringComparison.Ordinal))
            return baseUri[..scheme] + reference;
        var authorityEnd = scheme;
        if (hasAuthority)
        {
            authorityEnd = baseUri.AsSpan(scheme + 2).IndexOfAny('/', '?') is var end and >= 0 ? scheme + 2 + end : baseUri.Length;
        }
        var query = baseUri.IndexOf('?', authorityEnd);
        var path = query < 0 ? baseUri[authorityEnd..] : baseUri[authorityEnd..query];
        if (reference[0] == '?')
            return baseUri[..authorityEnd] + path + reference;
        if (reference[0] == '/')
            return baseUri[..authorityEnd] + WithoutDots(reference);
        var folder = path.Length == 0 && hasAuthority ? "/" : path[..(path.LastIndexOf('/') + 1)];
        return baseUri[..authorityEnd] + WithoutDots(folder + reference);
    }

    /// <summary>Length of <c>http:</c>, <c>urn:</c> and the like at the start; 0 when the reference is relative.</summary>
    private static int SchemeLength(string uri)
    {
        var colon = uri.IndexOf(':');
        if (colon <= 0 || !char.IsAsciiLetter(uri[0]))
            return 0;
        for (var at = 1; at < colon; at++)
        {
            if (!char.IsAsciiLetterOrDigit(uri[at]) && uri[at] is not ('+' or '-' or '.'))
                return 0;
        }
        return colon + 1;
    }

    private static string WithoutDots(string pathAndRest)
    {
        var end = pathAndRest.AsSpan().IndexOfAny('?', '#');
        var path = end < 0 ? pathAndRest : pathAndRest[..end];
        if (!path.Contains('.'))
            return pathAndRest;
        var kept = new List<string>();
        var segments = path.Split('/');
        for (var index = 0; index < segments.Length; index++)
        {
            var isLast = index == segments.Length - 1;
            switch (segments[index])
            {
                case "." when isLast:
                    kept.Add("");
                    break;
                case ".":
                    break;
                case "..":
                    if (kept.Count > 1 || (kept.Count == 1 && kept[0].Length > 0))
                        kept.RemoveAt(kept.Count - 1);
                    if (isLast)
                        kept.Add("");
                    break;
                default:
                    kept.Add(segments[index]);
                    break;
            }
        }
        return string.Join('/', kept) + (end < 0 ? "" : pathAndRest[end..]);
    }
}
