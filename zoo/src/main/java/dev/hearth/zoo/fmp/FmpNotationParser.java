package dev.hearth.zoo.fmp;

import dev.hearth.zoo.fmp.FmpNotation.Convolution;
import dev.hearth.zoo.fmp.FmpNotation.Fractional;
import dev.hearth.zoo.fmp.FmpNotation.Kind;
import dev.hearth.zoo.fmp.FmpNotation.Piece;
import dev.hearth.zoo.fmp.FmpNotation.Whole;
import java.util.ArrayList;
import java.util.List;

/** Reads one text from left to right, and points at the character where it cannot go on. */
final class FmpNotationParser {

    private static final int MOST_TIMES = 64;
    private static final int MOST_FILTERS = 100_000;
    private static final int LARGEST_KERNEL = 64;
    private static final int MOST_PIECES = 1_000;
    private static final int MOST_CHARACTERS = 1_000;
    private static final String EXAMPLE = "Write, for instance, (32nC2-FMP√2)6-C2-C1-out";

    /** A convolution as written: its filters follow from where it stands. */
    private sealed interface Word {

        /** One that is complete as it is. */
        record Ready(Piece piece) implements Word {}

        /** Filters that grow by a factor with each convolution; 0 for the factor before. */
        record Growing(int factor, int kernel, int at) implements Word {}

        /** A convolution with as many filters wherever it stands. */
        record Fixed(int filters, int kernel) implements Word {}
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
            throw new IllegalArgumentException(
                    "Notation needs one line of at most "
                            + MOST_CHARACTERS
                            + " characters. Received: "
                            + characters.length
                            + " characters or several lines. "
                            + EXAMPLE
                            + ".");
        }
        List<Word> words = new ArrayList<>();
        if (takes("input")) {
            dash();
        }
        do {
            if (takes("out")) {
                takes("put");
                if (!ended()) {
                    throw pointed("nothing behind out", at, "Let out be the end");
                }
                return new FmpNotation(filled(words));
            }
            part(words);
        } while (hasDash());
        throw ended()
                ? pointed("-out at its end", at, "Add -out")
                : pointed("a dash and another piece", at, EXAMPLE);
    }

    private void part(List<Word> words) {
        int begun = at;
        if (takes("(")) {
            List<Word> inside = new ArrayList<>();
            do {
                inside.add(word());
            } while (hasDash());
            if (!takes(")")) {
                throw pointed("a dash or a closing bracket", at, "Close the bracket, as in ()6");
            }
            takes("_");
            int where = skipped();
            int times = number("how often the bracket is repeated", MOST_TIMES);
            if (times < 1) {
                throw pointed("a repetition of at least 1", where, "Leave the bracket out");
            }
            for (int i = 0; i < times; i++) {
                words.addAll(inside);
            }
        } else {
            words.add(word());
        }
        if (words.size() > MOST_PIECES) {
            throw pointed("at most " + MOST_PIECES + " pieces", begun, "Repeat less");
        }
    }

    private Word word() {
        int begun = skipped();
        if (takes("FMP")) {
            return new Word.Ready(new Fractional(ratio()));
        }
        for (Kind kind : Kind.values()) {
            if (takes(kind == Kind.MAXIMUM ? "MP" : "SP")) {
                int size = positive("the side of the pooling window", LARGEST_KERNEL);
                int stride = takes("/") ? positive("the stride", LARGEST_KERNEL) : size;
                return new Word.Ready(new Whole(kind, size, stride));
            }
        }
        if (takes("C")) {
            return new Word.Growing(0, kernel(), begun);
        }
        if (!isDigit(peek())) {
            throw pointed("a convolution, a pooling, a bracket or out", begun, EXAMPLE);
        }
        int filters = positive("a count of filters", MOST_FILTERS);
        boolean growing = takes("n");
        if (!takes("C")) {
            throw pointed("C behind a count of filters", at, "Write " + filters + "nC2");
        }
        return growing
                ? new Word.Growing(filters, kernel(), begun)
                : new Word.Fixed(filters, kernel());
    }

    private int kernel() {
        return positive("the side of the kernel", LARGEST_KERNEL);
    }

    private List<Piece> filled(List<Word> words) {
        List<Piece> pieces = new ArrayList<>();
        int factor = 0;
        int convolutions = 0;
        for (Word word : words) {
            if (word instanceof Word.Ready ready) {
                pieces.add(ready.piece());
            } else if (word instanceof Word.Fixed fixed) {
                convolutions++;
                pieces.add(new Convolution(fixed.filters(), fixed.kernel()));
            } else if (word instanceof Word.Growing growing) {
                convolutions++;
                factor = growing.factor() == 0 ? factor : growing.factor();
                if (factor == 0) {
                    throw pointed(
                            "a count of filters, as no convolution before says one",
                            growing.at(),
                            "Write, for instance, 32nC" + growing.kernel());
                }
                if ((long) factor * convolutions > MOST_FILTERS) {
                    throw pointed(
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
            throw pointed("a closing bracket behind the ratio", at, "Close it");
        }
        if (!(ratio > 1 && ratio < 2)) {
            throw pointed(
                    "a ratio between 1 and 2 behind FMP",
                    begun,
                    ratio == 2 ? "Use MP2 for 2" : "Write FMP√2, FMPcbrt2 or FMP1.41");
        }
        return ratio;
    }

    private double inBrackets() {
        boolean bracket = takes("(");
        double value = decimal();
        if (bracket && !takes(")")) {
            throw pointed("a closing bracket behind the root", at, "Close it");
        }
        return value;
    }

    private double decimal() {
        double value = number("a number, such as 2 or 1.41", 1_000);
        if (at < characters.length && characters[at] == '.') {
            at++;
            double place = 1;
            if (!isDigit(at < characters.length ? characters[at] : -1)) {
                throw pointed("a digit behind the point", at, "Write, for instance, 1.41");
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
            throw pointed(what + " above 0", where, EXAMPLE);
        }
        return value;
    }

    private int number(String what, int most) {
        int begun = skipped();
        if (!isDigit(peek())) {
            throw pointed(what, at, EXAMPLE);
        }
        long value = 0;
        while (at < characters.length && isDigit(characters[at])) {
            value = Math.min(10 * value + digit(characters[at++]), Integer.MAX_VALUE);
        }
        if (value > most) {
            throw pointed(what + " of at most " + most, begun, "Write a smaller number");
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
            throw pointed("a dash", at, EXAMPLE);
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

    private IllegalArgumentException pointed(String wanted, int where, String mend) {
        String came =
                where < characters.length
                        ? "\"" + Character.toString(characters[where]) + "\""
                        : "the end";
        return new IllegalArgumentException(
                "Notation needs "
                        + wanted
                        + ". Received: "
                        + came
                        + " at character "
                        + (where + 1)
                        + ":\n  "
                        + text
                        + "\n  "
                        + " ".repeat(where)
                        + "^\n"
                        + mend
                        + ".");
    }
}
