using Verifiers.Mathematics.Algebra;
using Verifiers.Mathematics.Deciding;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Answers;

/// <summary>A set of real numbers as disjoint intervals in rising order. A single point is a closed interval of length 0.</summary>
internal sealed class RealSet
{
    private const int MostPieces = 64;
    private readonly List<Piece> _pieces;

    private RealSet(List<Piece> pieces) => _pieces = pieces;

    /// <summary>From one end to another; a null end is infinite.</summary>
    internal readonly record struct Piece(Expr? Lower, bool LowerClosed, Expr? Upper, bool UpperClosed);

    /// <summary>All real numbers.</summary>
    public static RealSet Line { get; } = new([new(null, false, null, false)]);

    /// <summary>No number.</summary>
    public static RealSet Empty { get; } = new([]);

    /// <summary>The pieces.</summary>
    public IReadOnlyList<Piece> Pieces => _pieces;

    /// <summary>One interval; null when its ends cannot be put in order.</summary>
    public static RealSet? Between(Expr lower, bool lowerClosed, Expr upper, bool upperClosed, StepBudget budget)
    {
        var from = IsInfinite(lower) ? null : lower;
        var to = IsInfinite(upper) ? null : upper;
        if ((from is null && !IsNegative(lower)) || (to is null && IsNegative(upper)))
            return null;
        if (from is not null && to is not null)
        {
            if (Order(from, to, budget) is not { } order)
                return null;
            if (order > 0 || (order == 0 && !(lowerClosed && upperClosed)))
                return Empty;
        }
        return new([new(from, from is not null && lowerClosed, to, to is not null && upperClosed)]);
    }

    /// <summary>One number; null when it is no real number.</summary>
    public static RealSet? Point(Expr value, StepBudget budget) =>
        Order(value, value, budget) is null ? null : new([new(value, true, value, true)]);

    /// <summary>A ∪ B; null when ends cannot be compared.</summary>
    public static RealSet? Union(RealSet a, RealSet b, StepBudget budget)
    {
        var pieces = new List<Piece>(a._pieces);
        foreach (var piece in b._pieces)
        {
            if (pieces.Count > MostPieces || !Insert(pieces, piece, budget))
                return null;
        }
        return new(pieces);
    }

    /// <summary>ℝ ∖ A.</summary>
    public RealSet Complement()
    {
        var gaps = new List<Piece>();
        Expr? from = null;
        var closed = false;
        foreach (var piece in _pieces)
        {
            if (piece.Lower is not null)
                gaps.Add(new(from, closed, piece.Lower, !piece.LowerClosed));
            if (piece.Upper is null)
                return new(gaps);
            (from, closed) = (piece.Upper, !piece.UpperClosed);
        }
        gaps.Add(new(from, closed, null, false));
        return new(gaps);
    }

    /// <summary>A ∩ B = ℝ ∖ ((ℝ∖A) ∪ (ℝ∖B)).</summary>
    public static RealSet? Intersection(RealSet a, RealSet b, StepBudget budget) => Union(a.Complement(), b.Complement(), budget)?.Complement();

    /// <summary>Whether both hold the same numbers; null when that cannot be told.</summary>
    public static bool? AreEqual(RealSet a, RealSet b, StepBudget budget)
    {
        if (a._pieces.Count != b._pieces.Count)
            return false;
        for (var i = 0; i < a._pieces.Count; i++)
        {
            var (p, q) = (a._pieces[i], b._pieces[i]);
            if (p.LowerClosed != q.LowerClosed || p.UpperClosed != q.UpperClosed)
                return false;
            if (SameEnd(p.Lower, q.Lower, budget) is not { } lower || SameEnd(p.Upper, q.Upper, budget) is not { } upper)
                return null;
            if (!lower || !upper)
                return false;
        }
        return true;
    }

    private static bool? SameEnd(Expr? a, Expr? b, StepBudget budget)
    {
        if (a is null || b is null)
            return a is null && b is null;
        return Equivalence.Decide(a, b, budget).Outcome switch
        {
            Outcome.Equal => true,
            Outcome.Different => false,
            Outcome.Undecided => null,
        };
    }

    /// <summary>Adds a piece, merging what it overlaps or touches.</summary>
    private static bool Insert(List<Piece> pieces, Piece added, StepBudget budget)
    {
        for (var i = 0; i < pieces.Count;)
        {
            var piece = pieces[i];
            if (Before(piece, added, budget) is not { } isBefore || Before(added, piece, budget) is not { } isAfter)
                return false;
            if (isBefore)
            {
                i++;
                continue;
            }
            if (isAfter)
            {
                pieces.Insert(i, added);
                return true;
            }
            if (Hull(piece, added, budget) is not { } hull)
                return false;
            added = hull;
            pieces.RemoveAt(i);
        }
        pieces.Add(added);
        return true;
    }

    /// <summary>Whether the first lies left of the second with a gap between them.</summary>
    private static bool? Before(Piece first, Piece second, StepBudget budget)
    {
        if (first.Upper is null || second.Lower is null)
            return false;
        return Order(first.Upper, second.Lower, budget) is { } order ? order < 0 || (order == 0 && !first.UpperClosed && !second.LowerClosed) : null;
    }

    private static Piece? Hull(Piece a, Piece b, StepBudget budget)
    {
        var lower = a.Lower is null || b.Lower is null ? (null, false) : Extreme(a.Lower, a.LowerClosed, b.Lower, b.LowerClosed, -1, budget);
        var upper = a.Upper is null || b.Upper is null ? (null, false) : Extreme(a.Upper, a.UpperClosed, b.Upper, b.UpperClosed, 1, budget);
        return lower is { } from && upper is { } to ? new(from.Item1, from.Item2, to.Item1, to.Item2) : null;
    }

    private static (Expr?, bool)? Extreme(Expr a, bool aClosed, Expr b, bool bClosed, int sign, StepBudget budget) =>
        Order(a, b, budget) is not { } order ? null : order * sign > 0 ? (a, aClosed) : order == 0 ? (a, aClosed || bClosed) : (b, bClosed);

    private static bool IsInfinite(Expr expr) => expr is Constant { Kind: ConstantKind.Infinity } || IsNegative(expr);

    private static bool IsNegative(Expr expr) =>
        expr is Product { Factors: { Count: 2 } factors } && factors[0] is Number { Value.Sign: < 0 } && factors[1] is Constant { Kind: ConstantKind.Infinity };

    /// <summary>−1, 0 or 1 as a is below, at or above b; null when that cannot be told.</summary>
    public static int? Order(Expr a, Expr b, StepBudget budget)
    {
        foreach (var precision in (ReadOnlySpan<int>)[64, 256])
        {
            var evaluator = new Evaluator(null, precision, budget);
            var (x, y) = (evaluator.Evaluate(a), evaluator.Evaluate(b));
            if (!x.IsReal || !y.IsReal)
                return null;
            if (x.Status == ValueStatus.Exact && y.Status == ValueStatus.Exact)
                return x.Exact.CompareTo(y.Exact);
            var sign = Balls.Ball.Subtract(x.ToBall(precision).Re, y.ToBall(precision).Re, precision).Sign;
            if (sign != 0)
                return sign;
        }
        return Equivalence.Decide(a, b, budget).IsEqual ? 0 : null;
    }
}
