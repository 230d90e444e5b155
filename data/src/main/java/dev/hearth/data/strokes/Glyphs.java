package dev.hearth.data.strokes;

import static dev.hearth.data.strokes.Glyph.curve;
import static dev.hearth.data.strokes.Glyph.lines;

import java.util.List;

/** The ways in which each digit is written here, drawn up for this data set. */
final class Glyphs {

    /** Per digit, its variants. */
    static final List<List<Glyph>> DIGITS =
            List.of(
                    zeros(), ones(), twos(), threes(), fours(), fives(), sixes(), sevens(),
                    eights(), nines());

    private Glyphs() {}

    private static List<Glyph> zeros() {
        return List.of(
                Glyph.of(
                        curve(52, 2, 22, 14, 8, 48, 20, 84, 48, 98, 78, 86, 92, 50, 80, 14, 52, 2)),
                Glyph.of(
                        curve(
                                60, 4, 34, 16, 20, 52, 28, 88, 46, 97, 68, 82, 80, 46, 72, 14, 50,
                                3)),
                Glyph.of(
                        curve(
                                74, 12, 46, 2, 16, 26, 8, 62, 26, 94, 58, 94, 86, 66, 88, 30, 66, 8,
                                50, 14)));
    }

    private static List<Glyph> ones() {
        return List.of(
                Glyph.of(lines(52, 2, 48, 98)),
                Glyph.of(lines(30, 24, 54, 3, 52, 98)),
                Glyph.of(lines(28, 26, 52, 3, 50, 97), lines(22, 97, 80, 97)),
                Glyph.of(curve(54, 2, 53, 34, 49, 68, 46, 98)));
    }

    private static List<Glyph> twos() {
        return List.of(
                Glyph.of(
                        curve(14, 26, 28, 6, 56, 2, 80, 16, 78, 38, 54, 64, 12, 96),
                        lines(12, 96, 90, 95)),
                Glyph.of(
                        curve(
                                12, 22, 36, 3, 66, 6, 80, 26, 68, 52, 40, 82, 16, 94, 10, 82, 26,
                                76, 50, 90, 72, 98, 92, 88)),
                Glyph.of(
                        curve(20, 12, 48, 3, 74, 14, 74, 36, 52, 60, 24, 80, 8, 94),
                        curve(8, 94, 34, 90, 64, 94, 94, 92)));
    }

    private static List<Glyph> threes() {
        return List.of(
                Glyph.of(
                        curve(14, 14, 40, 2, 72, 10, 74, 34, 42, 47),
                        curve(42, 47, 80, 56, 86, 80, 60, 97, 28, 96, 8, 82)),
                Glyph.of(
                        curve(
                                18, 10, 52, 2, 78, 18, 66, 40, 40, 48, 70, 54, 84, 74, 64, 96, 34,
                                98, 12, 88)),
                Glyph.of(
                        lines(14, 6, 82, 5, 44, 42),
                        curve(44, 42, 76, 48, 88, 70, 70, 94, 38, 98, 12, 86)));
    }

    private static List<Glyph> fours() {
        return List.of(
                Glyph.of(lines(24, 4, 12, 56, 90, 54), lines(68, 28, 64, 98)),
                Glyph.of(lines(66, 98, 68, 3, 8, 66, 94, 66)),
                Glyph.of(
                        curve(22, 6, 16, 36, 22, 54, 48, 58, 78, 46),
                        curve(80, 4, 74, 48, 68, 98)));
    }

    private static List<Glyph> fives() {
        return List.of(
                Glyph.of(
                        lines(80, 4, 26, 5, 20, 44),
                        curve(20, 44, 50, 36, 80, 50, 84, 74, 62, 96, 32, 98, 10, 86)),
                Glyph.of(
                        curve(
                                82, 6, 50, 6, 28, 14, 22, 38, 48, 44, 76, 56, 80, 80, 54, 97, 26,
                                96, 10, 86)),
                Glyph.of(
                        lines(24, 6, 22, 42),
                        curve(22, 42, 56, 36, 82, 56, 78, 84, 48, 98, 12, 90),
                        lines(24, 6, 86, 3)));
    }

    private static List<Glyph> sixes() {
        return List.of(
                Glyph.of(
                        curve(
                                74, 4, 44, 20, 20, 54, 18, 84, 44, 98, 74, 88, 80, 64, 58, 50, 32,
                                58, 19, 76)),
                Glyph.of(
                        curve(
                                58, 2, 34, 30, 18, 66, 30, 94, 58, 96, 76, 76, 62, 56, 38, 62, 24,
                                80)),
                Glyph.of(
                        curve(
                                82, 12, 54, 4, 26, 28, 12, 64, 28, 94, 62, 98, 86, 78, 72, 56, 42,
                                54, 16, 72)));
    }

    private static List<Glyph> sevens() {
        return List.of(
                Glyph.of(lines(10, 6, 88, 5, 44, 98)),
                Glyph.of(curve(10, 10, 46, 5, 86, 6), curve(86, 6, 62, 46, 48, 98)),
                Glyph.of(lines(12, 6, 86, 5, 40, 97), lines(34, 50, 82, 48)),
                Glyph.of(lines(14, 22, 14, 6, 86, 7), curve(86, 7, 66, 40, 54, 98)));
    }

    private static List<Glyph> eights() {
        return List.of(
                Glyph.of(
                        curve(
                                78, 16, 50, 2, 22, 18, 32, 40, 60, 54, 80, 76, 56, 98, 24, 86, 26,
                                64, 56, 46, 78, 28, 76, 14)),
                Glyph.of(
                        curve(50, 48, 24, 36, 26, 12, 52, 2, 76, 14, 76, 36, 50, 48),
                        curve(50, 48, 18, 62, 16, 88, 50, 98, 84, 86, 80, 60, 50, 48)),
                Glyph.of(
                        curve(
                                54, 3, 30, 12, 30, 32, 58, 50, 74, 72, 60, 94, 36, 96, 24, 76, 42,
                                54, 68, 36, 74, 14, 52, 3)));
    }

    private static List<Glyph> nines() {
        return List.of(
                Glyph.of(
                        curve(78, 20, 54, 3, 24, 14, 20, 42, 48, 52, 74, 38, 79, 18),
                        lines(79, 18, 70, 98)),
                Glyph.of(
                        curve(
                                76, 16, 48, 4, 20, 22, 26, 46, 54, 48, 74, 28, 78, 14, 80, 50, 70,
                                84, 46, 98, 20, 90)),
                Glyph.of(
                        curve(
                                80, 10, 50, 3, 22, 20, 24, 42, 52, 46, 76, 26, 80, 10, 70, 50, 50,
                                98)));
    }
}
