package dev.hearth.zoo.fmp;

import dev.hearth.tensor.Check;
import dev.hearth.zoo.fmp.FmpNotation.Convolution;
import dev.hearth.zoo.fmp.FmpNotation.Fractional;
import dev.hearth.zoo.fmp.FmpNotation.Kind;
import dev.hearth.zoo.fmp.FmpNotation.Piece;
import dev.hearth.zoo.fmp.FmpNotation.Whole;
import java.util.ArrayList;
import java.util.List;

/** A recursive-descent parser of {@link FmpNotation}, whose errors point at the character. */
final class FmpNotationParser {

    private static final int MOST_TIMES = 64;
    private static final int MOST_FILTERS = 100_000;
    private static final int LARGEST_KERNEL = 64;
    private static final int MOST_PIECES = 1_000;
    private static final int MOST_CHARACTERS = 1_000;
    private static final String EXAMPLE = "Write, for instance, (32nC2-FMP√2)6-C2-C1-out";

    /** A piece as written, before the number of convolutions in front of it is known. */
    private sealed interface Term {

        record Pool(Piece piece) implements Term {}

        /** factor·n filters for the n-th convolution; 0 for the factor before. */
        record Growing(int factor, int kernel, int at) implements Term {}

        record Fixed(int filters, int kernel) implements Term {}
    }

    private final int[] characters;
    private final String text;
    private int at;

    FmpNotationParser(String text) {
        this.text = text;
        this.characters = text.codePoints().toArray();
    }

    FmpNotation read() {
        if (characters.length > MOST_CHARACTERS || text.codePoints().anyMatch(c -> c < ' ')) {
            throw Check.error(
                    "Notation needs one line of at most " + MOST_CHARACTERS + " characters",
                    characters.length + " characters or several lines",
                    EXAMPLE);
        }
        List<Term> terms = new ArrayList<>();
        if (takes("input")) {
            dash();
        }
        do {
            if (takes("out")) {
                takes("put");
                if (!ended()) {
                    throw error("nothing behind out", at, "Let out be the end");
                }
                return new FmpNotation(filled(terms));
            }
            part(terms);
        } while (hasDash());
        throw ended()
                ? error("-out at its end", at, "Add -out")
                : error("a dash and another piece", at, EXAMPLE);
    }

    private void part(List<Term> terms) {
        int begun = at;
        if (takes("(")) {
            List<Term> inside = new ArrayList<>();
            do {
                inside.add(term());
            } while (hasDash());
            if (!takes(")")) {
                throw error("a dash or a closing bracket", at, "Close the bracket, as in ()6");
            }
            takes("_");
            int where = skipped();
            int times = number("how often the bracket is repeated", MOST_TIMES);
            if (times < 1) {
                throw error("a repetition of at least 1", where, "Leave the bracket out");
            }
            for (int i = 0; i < times; i++) {
                terms.addAll(inside);
            }
        } else {
            terms.add(term());
        }
        if (terms.size() > MOST_PIECES) {
            throw error("at most " + MOST_PIECES + " pieces", begun, "Repeat less");
        }
    }

    private Term term() {
        int begun = skipped();
        if (takes("FMP")) {
            return new Term.Pool(new Fractional(ratio()));
        }
        for (Kind kind : Kind.values()) {
            if (takes(kind == Kind.MAXIMUM ? "MP" : "SP")) {
                int size = positive("the side of the pooling window", LARGEST_KERNEL);
                int stride = takes("/") ? positive("the stride", LARGEST_KERNEL) : size;
                return new Term.Pool(new Whole(kind, size, stride));
            }
        }
        if (takes("C")) {
            return new Term.Growing(0, kernel(), begun);
        }
        if (!isDigit(peek())) {
            throw error("a convolution, a pooling, a bracket or out", begun, EXAMPLE);
        }
        int filters = positive("a count of filters", MOST_FILTERS);
        boolean growing = takes("n");
        if (!takes("C")) {
            throw error("C behind a count of filters", at, "Write " + filters + "nC2");
        }
        return growing
                ? new Term.Growing(filters, kernel(), begun)
                : new Term.Fixed(filters, kernel());
    }

    private int kernel() {
        return positive("the side of the kernel", LARGEST_KERNEL);
    }

    private List<Piece> filled(List<Term> terms) {
        List<Piece> pieces = new ArrayList<>();
        int factor = 0;
        int convolutions = 0;
        for (Term term : terms) {
            if (term instanceof Term.Pool pool) {
                pieces.add(pool.piece());
            } else if (term instanceof Term.Fixed fixed) {
                convolutions++;
                pieces.add(new Convolution(fixed.filters(), fixed.kernel()));
            } else if (term instanceof Term.Growing growing) {
                convolutions++;
                factor = growing.factor() == 0 ? factor : growing.factor();
                if (factor == 0) {
                    throw error(
                            "a count of filters, as no convolution before says one",
                            growing.at(),
                            "Write, for instance, 32nC" + growing.kernel());
                }
                if ((long) factor * convolutions > MOST_FILTERS) {
                    throw error(
                            "at most " + MOST_FILTERS + " filters",
                            growing.at(),
                            "Begin with less");
                }
                pieces.add(new Convolution(factor * convolutions, growing.kernel()));
            }
        }
        return pieces;
    }

    private double ratio() {
        int begun = skipped();
        boolean bracket = takes("(");
        double ratio;
        if (takes("√") || takes("sqrt")) {
            ratio = Math.sqrt(inBrackets());
        } else if (takes("∛") || takes("cbrt")) {
            ratio = Math.cbrt(inBrackets());
        } else {
            ratio = decimal();
        }
        if (bracket && !takes(")")) {
            throw error("a closing bracket behind the ratio", at, "Close it");
        }
        if (!(ratio > 1) || ratio == Math.rint(ratio) || ratio > FmpNotation.LARGEST_SIDE) {
            throw error(
                    "a ratio above 1 that is not whole behind FMP",
                    begun,
                    ratio == 2 ? "Use MP2 for 2" : "Write FMP√2, FMPcbrt2 or FMP1.41");
        }
        return ratio;
    }

    private double inBrackets() {
        boolean bracket = takes("(");
        double value = decimal();
        if (bracket && !takes(")")) {
            throw error("a closing bracket behind the root", at, "Close it");
        }
        return value;
    }

    private double decimal() {
        double value = number("a number, such as 2 or 1.41", 1_000);
        if (at < characters.length && characters[at] == '.') {
            at++;
            double place = 1;
            if (!isDigit(at < characters.length ? characters[at] : -1)) {
                throw error("a digit behind the point", at, "Write, for instance, 1.41");
            }
            while (at < characters.length && isDigit(characters[at])) {
                place /= 10;
                value += place * digit(characters[at++]);
            }
        }
        return value;
    }

    private int positive(String what, int most) {
        int where = skipped();
        int value = number(what, most);
        if (value < 1) {
            throw error(what + " above 0", where, EXAMPLE);
        }
        return value;
    }

    private int number(String what, int most) {
        int begun = skipped();
        if (!isDigit(peek())) {
            throw error(what, at, EXAMPLE);
        }
        long value = 0;
        while (at < characters.length && isDigit(characters[at])) {
            value = Math.min(10 * value + digit(characters[at++]), Integer.MAX_VALUE);
        }
        if (value > most) {
            throw error(what + " of at most " + most, begun, "Write a smaller number");
        }
        return (int) value;
    }

    private static boolean isDigit(int character) {
        return character >= '0' && character <= '9' || character >= '₀' && character <= '₉';
    }

    private static int digit(int character) {
        return character >= '₀' ? character - '₀' : character - '0';
    }

    private int skipped() {
        while (at < characters.length && Character.isSpaceChar(characters[at])) {
            at++;
        }
        return at;
    }

    /** The next character that is no space; −1 at the end. */
    private int peek() {
        skipped();
        return at < characters.length ? characters[at] : -1;
    }

    private boolean ended() {
        return peek() < 0;
    }

    private boolean hasDash() {
        if ("-‐‑‒–—−".indexOf(peek()) < 0) {
            return false;
        }
        at++;
        return true;
    }

    private void dash() {
        if (!hasDash()) {
            throw error("a dash", at, EXAMPLE);
        }
    }

    private boolean takes(String word) {
        int from = skipped();
        int[] wanted = word.codePoints().toArray();
        for (int i = 0; i < wanted.length; i++) {
            if (from + i >= characters.length || characters[from + i] != wanted[i]) {
                return false;
            }
        }
        at = from + wanted.length;
        return true;
    }

    private IllegalArgumentException error(String wanted, int where, String remedy) {
        String came =
                where < characters.length
                        ? "\"" + Character.toString(characters[where]) + "\""
                        : "the end";
        String place = " at character " + (where + 1) + ":\n  " + text + "\n  ";
        return new IllegalArgumentException(
                "Notation needs "
                        + wanted
                        + ". Received: "
                        + came
                        + place
                        + " ".repeat(where)
                        + "^\n"
                        + remedy
                        + ".");
    }
}
