package dev.hearth.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same picture in every way that TIFF 6.0 has to write it. */
class TiffFormsTest {

    private static final int WIDTH = 21;
    private static final int HEIGHT = 19;
    private static final double ROUNDED = 0.501;

    /** Photometric interpretation and samples a pixel. */
    private static final int[][] KINDS = {
        {0, 1}, {0, 2}, {1, 1}, {1, 2}, {2, 3}, {2, 4}, {3, 1}, {5, 4}
    };

    private static List<TiffForm> forms() {
        List<TiffForm> forms = new ArrayList<>();
        for (int bits : new int[] {1, 2, 4, 8, 16}) {
            for (int[] kind : KINDS) {
                for (int layout = 0; layout < 8; layout++) {
                    boolean planes = (layout & 1) == 1;
                    boolean differences = (layout & 2) == 2;
                    boolean tiles = (layout & 4) == 4;
                    for (int compression : new int[] {1, 5, 8, 32773}) {
                        ByteOrder order =
                                (compression + bits + layout / 2) % 3 == 0
                                        ? ByteOrder.BIG_ENDIAN
                                        : ByteOrder.LITTLE_ENDIAN;
                        TiffForm form =
                                new TiffForm(
                                        bits,
                                        kind[1],
                                        kind[0],
                                        planes,
                                        differences,
                                        compression,
                                        tiles,
                                        order);
                        if (isUsual(form)) {
                            forms.add(form);
                        }
                    }
                }
            }
        }
        return forms;
    }

    private static boolean isUsual(TiffForm form) {
        boolean isByte = form.bits() >= 8;
        boolean isPalette = form.photometric() == 3;
        boolean isCoded = form.compression() == 5 || form.compression() == 8;
        return (!form.differences() || isCoded && isByte && !isPalette)
                && (form.samples() > 1 || !form.planes())
                && (isByte || form.samples() == 1 || form.samples() == 3)
                && !(isPalette && form.bits() == 16);
    }

    private static boolean isRefused(TiffForm form) {
        return form.planes() && form.bits() < 4;
    }

    @Test
    void all_give_the_picture() {
        List<TiffForm> forms = forms();
        assertThat(forms).hasSizeGreaterThan(250);
        RandomStream random = new Seed(8).stream();
        PictureReader reader = new PictureReader();
        for (TiffForm form : forms) {
            int whole = (1 << form.bits()) - 1;
            int[][][] values = new int[HEIGHT][WIDTH][form.samples()];
            for (int[][] row : values) {
                for (int[] pixel : row) {
                    for (int c = 0; c < pixel.length; c++) {
                        pixel[c] =
                                form.hasAlpha() && c == pixel.length - 1
                                        ? whole
                                        : random.nextInt(whole + 1);
                    }
                }
            }
            int[] palette = new int[form.photometric() == 3 ? 3 << form.bits() : 0];
            for (int i = 0; i < palette.length; i++) {
                palette[i] = 257 * random.nextInt(256);
            }
            byte[] file = form.file(values, palette);
            if (isRefused(form)) {
                assertThatThrownBy(() -> reader.read(file, "x"))
                        .as(form.toString())
                        .isInstanceOf(BadDataException.class)
                        .hasMessageContaining("planes needs 4, 8 or 16 bits");
                continue;
            }
            Picture picture = reader.read(file, form.toString());
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    for (int c = 0; c < 3; c++) {
                        double right = right(form, values[y][x], c, whole, palette);
                        double apart = Math.abs(picture.value(x, y, c) - right);
                        if (apart > ROUNDED) {
                            assertThat(apart).as(form + " at " + x + ", " + y).isLessThan(ROUNDED);
                        }
                    }
                }
            }
        }
    }

    private static double right(TiffForm form, int[] pixel, int c, int whole, int[] palette) {
        return switch (form.photometric()) {
            case 0 -> 255 - 255.0 * pixel[0] / whole;
            case 1 -> 255.0 * pixel[0] / whole;
            case 2 -> 255.0 * pixel[c] / whole;
            case 3 -> palette[(c << form.bits()) + pixel[0]] / 257.0;
            default -> 255 * (1 - (double) pixel[c] / whole) * (1 - (double) pixel[3] / whole);
        };
    }
}
