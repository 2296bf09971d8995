using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Expressions;
using Verifiers.Mathematics.Parsing;

namespace Verifiers.Mathematics.Answers;

/// <summary>Functions in pieces: the same when they have the same domain and agree wherever a piece of one meets a piece of the other.</summary>
internal sealed partial record AnswerComparison
{
    /// <summary>Pieces of one function: every two are compared.</summary>
    private const int MostPieces = 16;

    /// <summary>Points of an interval at which two formulas are compared that do not agree everywhere.</summary>
    private const int PointsOfPiece = 8;

    /// <summary>A formula and where it holds.</summary>
    private sealed record Piece(Expr Value, Expr? Condition, RealSet? Where);

    private Finding? ComparePieces(Expr reference, Expr answer, int depth)
    {
        if (reference is not Application { Name: Parser.Pieces } && answer is not Application { Name: Parser.Pieces })
            return null;
        if (reference.Equals(answer))
            return Finding.Identical;
        string? unknown = null;
        if (PiecesOf(reference, ref unknown) is not { } mine || PiecesOf(answer, ref unknown) is not { } theirs)
            return Finding.Different("different_unknown", "Different: the conditions of the pieces are about different unknowns.");
        if (mine.Count > MostPieces || theirs.Count > MostPieces)
            return Finding.Undecided("budget", "Undecided: the function has too many pieces.");
        return unknown is not null && mine.Concat(theirs).All(piece => piece.Where is not null)
            ? ComparePieces(mine, theirs, unknown, depth)
            : ComparePiecesByWords(mine, theirs, depth);
    }

    /// <summary>The pieces with their sets; "otherwise" is what the others leave. Null when two conditions name different unknowns.</summary>
    private List<Piece>? PiecesOf(Expr expr, ref string? unknown)
    {
        if (expr is not Application { Name: Parser.Pieces, Arguments: var parts })
            return [new(expr, null, RealSet.Line)];
        var pieces = new List<Piece>();
        RealSet? covered = RealSet.Empty;
        for (var i = 0; i + 1 < parts.Count; i += 2)
        {
            RealSet? where;
            if (parts[i + 1] is TextAnswer { Words: "otherwise" or "else" or "elsewhere" or "in all other cases" or "其他" or "其它" or "sonst" or "sinon" })
            {
                where = covered?.Complement();
            }
            else
            {
                var solved = SolutionSet.Of(parts[i + 1], false, Budget);
                if (solved?.Unknown is { } name && unknown is not null && name != unknown)
                    return null;
                unknown ??= solved?.Unknown;
                where = solved is { Unknown: not null } known ? known.Set : null;
            }
            covered = covered is null || where is null ? null : RealSet.Union(covered, where, Budget);
            pieces.Add(new(parts[i], parts[i + 1], where));
        }
        return pieces;
    }

    private Finding ComparePieces(List<Piece> mine, List<Piece> theirs, string unknown, int depth)
    {
        RealSet? left = RealSet.Empty;
        RealSet? right = RealSet.Empty;
        foreach (var piece in mine)
            left = left is null ? null : RealSet.Union(left, piece.Where!, Budget);
        foreach (var piece in theirs)
            right = right is null ? null : RealSet.Union(right, piece.Where!, Budget);
        if (left is null || right is null || RealSet.AreEqual(left, right, Budget) is not { } same)
            return Finding.Undecided("not_computable", "Undecided: the pieces could not be put in order.");
        if (!same)
            return Finding.Different("different_domain", "Different: one function has a value where the other has none.");
        foreach (var piece in mine)
        {
            foreach (var other in theirs)
            {
                if (RealSet.Intersection(piece.Where!, other.Where!, Budget) is not { } common)
                    return Finding.Undecided("not_computable", "Undecided: the pieces could not be put in order.");
                var finding = CompareOn(common, piece.Value, other.Value, unknown, depth);
                if (!finding.IsEqual)
                    return finding;
            }
        }
        return Finding.Equal("same_pieces", "Equal: both functions agree on every piece.");
    }

    /// <summary>Whether two formulas agree on a set: everywhere, or at its points.</summary>
    private Finding CompareOn(RealSet set, Expr value, Expr other, string unknown, int depth)
    {
        Finding result = Finding.Equal("same_pieces", "Equal on this piece.");
        var everywhere = set.Pieces.Count == 0 || Compare(value, other, depth + 1).IsEqual;
        if (everywhere)
            return result;
        foreach (var piece in set.Pieces)
        {
            var isPoint = piece.Lower is not null && piece.Upper is not null && piece.Lower.Equals(piece.Upper);
            foreach (var point in isPoint ? [piece.Lower!] : PointsIn(piece))
            {
                result = Compare(Substitute(value, unknown, point), Substitute(other, unknown, point), depth + 1);
                if (!result.IsEqual)
                    return result.Outcome == Outcome.Different ? result with { Explanation = $"At {unknown} = {ExprPrinter.PrintShort(point)}: {result.Explanation}" } : result;
            }
        }
        return result;
    }

    /// <summary>Rational points strictly within an interval, unevenly spread.</summary>
    private List<Expr> PointsIn(RealSet.Piece piece)
    {
        var points = new List<Expr>();
        var evaluator = new Evaluator(null, 64, Budget);
        double? End(Expr? end) => end is null ? null : evaluator.Evaluate(end) is { IsReal: true } value ? value.ToBall(64).Re.ToDouble() : double.NaN;
        var (lower, upper) = (End(piece.Lower), End(piece.Upper));
        if (lower is { } l && !(Math.Abs(l) < 1e9) || upper is { } u && !(Math.Abs(u) < 1e9))
            return points;
        for (var i = 1; i <= PointsOfPiece; i++)
        {
            var step = i / (PointsOfPiece + 1.0) * (1 + (i / 97.0));
            var at = (lower, upper) switch
            {
                ({ } a, { } b) => a + ((b - a) * Math.Min(step, 0.995)),
                ({ } a, null) => a + (step * step * 23),
                (null, { } b) => b - (step * step * 23),
                _ => (step - 0.5) * 19,
            };
            points.Add(new Number(Rational.Of((long)Math.Round(at * 1e6), 1_000_000)));
        }
        return points;
    }

    private static Expr Substitute(Expr expr, string name, Expr value) =>
        expr is Variable variable ? variable.Name == name ? value : expr : Rewrite.Parts(expr, part => Substitute(part, name, value));

    /// <summary>Conditions such as "n is even" are compared as they are.</summary>
    private Finding ComparePiecesByWords(List<Piece> mine, List<Piece> theirs, int depth)
    {
        if (mine.Count != theirs.Count)
            return Finding.Undecided("not_computable", "Undecided: the conditions of the pieces could not be compared.");
        foreach (var piece in mine)
        {
            var partner = theirs.Find(other => piece.Condition is not null && other.Condition is not null
                && (piece.Condition.Equals(other.Condition) || Compare(piece.Condition, other.Condition, depth + 1).IsEqual));
            if (partner is null)
                return Finding.Undecided("not_computable", "Undecided: the conditions of the pieces could not be compared.");
            var finding = Compare(piece.Value, partner.Value, depth + 1);
            if (!finding.IsEqual)
                return finding;
        }
        return Finding.Equal("same_pieces", "Equal: both functions have the same pieces.");
    }
}
