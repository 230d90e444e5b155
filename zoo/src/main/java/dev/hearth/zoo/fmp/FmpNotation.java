package dev.hearth.zoo.fmp;

import dev.hearth.tensor.Check;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A net in the notation of Graham's papers, such as {@code (32nC2-FMP√2)6-C2-C1-out}: convolutions
 * without padding and poolings from the image down to 1×1, then the classes.
 *
 * <ul>
 *   <li>{@code 32nC2}: a 2×2 convolution with 32·n filters, the n-th convolution of the net;
 *   <li>{@code C2}: the same with the factor of the convolution before it, so that behind {@code
 *       (32nC2-FMP√2)6} it has 32·7 filters and a {@code C1} behind that 32·8;
 *   <li>{@code 64C2}: 64 filters at any position;
 *   <li>{@code FMP√2}, {@code FMP∛2}, {@code FMP1.41}: fractional max-pooling; also {@code
 *       FMPsqrt2}, {@code FMPcbrt2}, and with brackets around the ratio;
 *   <li>{@code MP2}: max-pooling, 2×2 with stride 2; {@code MP3/2}: 3×3 with stride 2; {@code SP2}:
 *       stochastic pooling;
 *   <li>{@code (…)6} or {@code (…)_6}: six times. {@code out} or {@code output} ends it; {@code input-}
 *       may begin it. Any hyphen or dash separates, spaces are ignored.
 * </ul>
 *
 * <pre>{@code
 * FmpNotation net = FmpNotation.parse("(32nC2-FMPsqrt2)6-C2-C1-out");
 * List<Integer> sides = net.sides();     // 36, 35, 25, 24, 17, …, 3, 2, 1, 1
 * }</pre>
 *
 * @param pieces convolutions and poolings in order, at least one
 */
public record FmpNotation(List<Piece> pieces) {

    /** Far above any net of the papers; keeps every count within an int. */
    static final int LARGEST_SIDE = 10_000;

    /** A convolution or a pool. */
    public sealed interface Piece {

        /** The side of its input for an output of side {@code out}. */
        int before(int out);

        /** By which factor it reduces the side, up to the window; 1 for a convolution. */
        double factor();
    }

    /** A convolution without padding and with stride 1: N + kernel − 1 → N. */
    public record Convolution(int filters, int kernel) implements Piece {
        @Override
        public int before(int out) {
            return out + kernel - 1;
        }

        @Override
        public double factor() {
            return 1;
        }
    }

    /** Fractional max-pooling, a ratio above 1 that is not whole: max(⌊ratio·N + ½⌋, N + 1) → N, as in the author's code. */
    public record Fractional(double ratio) implements Piece {
        @Override
        public int before(int out) {
            int in = (int) Math.floor(ratio * out + 0.5);
            return in == out ? in + 1 : in;
        }

        @Override
        public double factor() {
            return ratio;
        }
    }

    /** A pool with an integer stride: (N − 1)·stride + size → N. */
    public record Whole(Kind kind, int size, int stride) implements Piece {
        @Override
        public int before(int out) {
            return (out - 1) * stride + size;
        }

        @Override
        public double factor() {
            return stride;
        }
    }

    /** What a pool takes of a window. */
    public enum Kind {
        /** The maximum. */
        MAXIMUM,
        /** A value drawn in proportion to the activations (Zeiler and Fergus 2013). */
        STOCHASTIC
    }

    /** Refuses an empty list, and images above 10,000 pixels a side. */
    public FmpNotation {
        pieces = List.copyOf(pieces);
        if (pieces.isEmpty()) {
            throw Check.error(
                    "Notation needs at least one convolution or pooling",
                    "none",
                    "Write, for instance, (32nC2-FMP√2)6-C2-C1-out");
        }
        int side = 1;
        for (int i = pieces.size() - 1; i >= 0; i--) {
            side = pieces.get(i).before(side);
            if (side > LARGEST_SIDE) {
                throw Check.error(
                        "Notation needs a net for images of at most "
                                + LARGEST_SIDE
                                + " pixels a side",
                        side + " before the piece " + pieces.get(i),
                        "Pool fewer times");
            }
        }
    }

    /**
     * Reads a net.
     *
     * @param text as in the papers, or in ASCII
     * @throws IllegalArgumentException if it is not well-formed; the message points at the character
     */
    public static FmpNotation parse(String text) {
        return new FmpNotationParser(text).read();
    }

    /** The sides of the input of each piece, and of the last output, 1; computed backwards. */
    public List<Integer> sides() {
        List<Integer> sides = new ArrayList<>();
        sides.add(1);
        for (int i = pieces.size() - 1; i >= 0; i--) {
            sides.add(pieces.get(i).before(sides.get(sides.size() - 1)));
        }
        Collections.reverse(sides);
        return List.copyOf(sides);
    }

    /** The side of the image that the net takes. */
    public int field() {
        return sides().get(0);
    }

    /** The number of convolutions. */
    public int convolutions() {
        return (int) pieces.stream().filter(Convolution.class::isInstance).count();
    }
}
