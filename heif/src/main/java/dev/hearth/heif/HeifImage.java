package dev.hearth.heif;

import dev.hearth.data.image.Picture;
import dev.hearth.heif.HeifFile.Item;
import dev.hearth.heif.HeifFile.Property;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The primary picture of a file, put together of its tiles and set upright. */
final class HeifImage {

    private final HeifFile file;

    HeifImage(HeifFile file) {
        this.file = file;
    }

    Picture picture() {
        Item primary = file.primary();
        Picture colours = whole(primary, false);
        Optional<Item> alpha = file.alpha(primary);
        if (alpha.isPresent()) {
            boolean isLaid = file.isPremultiplied(primary, alpha.get());
            colours = overWhite(colours, whole(alpha.get(), true), isLaid);
        }
        for (Property each : file.properties(primary)) {
            colours = transformed(colours, each);
        }
        return colours;
    }

    /** An item without its transforms: red, green, blue, or the samples of alpha three times. */
    private Picture whole(Item item, boolean isAlpha) {
        int[] extent = file.extent(item);
        if (item.type().equals("grid")) {
            return grid(item, extent, isAlpha);
        }
        return coded(item, item, isAlpha).crop(0, 0, extent[0], extent[1]);
    }

    /** ISO 23008-12, §6.6.2.3. */
    private Picture grid(Item item, int[] extent, boolean isAlpha) {
        ByteBuffer head = ByteBuffer.wrap(file.content(item));
        if (head.remaining() < 8) {
            throw file.bad("", "which ends too early");
        }
        boolean isLong = (head.get(1) & 1) != 0;
        int rows = (head.get(2) & 0xFF) + 1;
        int columns = (head.get(3) & 0xFF) + 1;
        int width = isLong && head.remaining() >= 12 ? head.getInt(4) : head.getShort(4) & 0xFFFF;
        int height = isLong && head.remaining() >= 12 ? head.getInt(8) : head.getShort(6) & 0xFFFF;
        List<Item> tiles = file.parts(item);
        if (tiles.size() != rows * columns || width != extent[0] || height != extent[1]) {
            throw file.bad(
                    " needs a grid of " + rows + "×" + columns + " tiles of its size",
                    "which has " + tiles.size());
        }
        byte[] all = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
        int[] size = file.extent(tiles.get(0));
        for (int i = 0; i < tiles.size(); i++) {
            Picture tile = coded(tiles.get(i), item, isAlpha);
            if (tile.width() != size[0] || tile.height() != size[1]) {
                throw file.bad(" needs tiles of one size", "which has others");
            }
            long left = (long) (i % columns) * size[0];
            long top = (long) (i / columns) * size[1];
            int across = (int) Math.min(tile.width(), width - left);
            for (int y = 0; y < tile.height() && top + y < height && across > 0; y++) {
                int to = (int) ((top + y) * width + left) * 3;
                System.arraycopy(tile.bytes(), y * tile.width() * 3, all, to, across * 3);
            }
        }
        if ((long) columns * size[0] < width || (long) rows * size[1] < height) {
            throw file.bad(" needs tiles that fill its grid", "which has smaller ones");
        }
        return new Picture(width, height, all);
    }

    /** A coded item; its colours are said by itself or by the grid that it belongs to. */
    private Picture coded(Item item, Item grid, boolean isAlpha) {
        int[] extent = file.extent(item);
        byte[] head = {};
        for (Property each : file.properties(item)) {
            if (each.type().equals("hvcC")) {
                head = new byte[each.content().remaining()];
                each.content().get(head);
            }
        }
        boolean isHevc = item.type().equals("hvc1");
        if (!isHevc && !item.type().equals("av01") || isHevc && head.length == 0) {
            throw file.bad(" needs HEVC or AV1", "which has an item of kind " + item.type());
        }
        Colours colours =
                isAlpha
                        ? Colours.ALPHA
                        : colours(item).orElse(colours(grid).orElse(Colours.UNKNOWN));
        try {
            Picture decoded =
                    FrameDecoder.decode(
                            isHevc,
                            head,
                            file.content(item),
                            (long) extent[0] * extent[1],
                            colours);
            if (decoded.width() < extent[0] || decoded.height() < extent[1]) {
                throw file.bad(" needs one size", "which has two");
            }
            return decoded.crop(0, 0, extent[0], extent[1]);
        } catch (FrameDecoder.CorruptException corrupt) {
            throw file.bad("", "which is corrupt: " + corrupt.getMessage());
        }
    }

    private Optional<Colours> colours(Item item) {
        for (Property each : file.properties(item)) {
            ByteBuffer in = each.content();
            if (each.type().equals("colr") && in.remaining() >= 11 && in.getInt(0) == 0x6E636C78) {
                return Optional.of(
                        new Colours(in.getShort(8) & 0xFFFF, in.get(10) < 0 ? 1 : 0, false));
            }
        }
        return Optional.empty();
    }

    /** Cut, turned or mirrored, where a property says so: §6.5.9, §6.5.10, §6.5.12. */
    private Picture transformed(Picture picture, Property property) {
        return switch (property.type()) {
            case "irot" -> turned(picture, content(property, 1).get(0) & 3);
            // 0 exchanges top and bottom, 1 left and right.
            case "imir" ->
                    (content(property, 1).get(0) & 1) == 1
                            ? picture.mirrored()
                            : turned(picture, 2).mirrored();
            case "clap" -> cut(picture, content(property, 32));
            default -> picture;
        };
    }

    private ByteBuffer content(Property property, int bytes) {
        if (property.content().remaining() < bytes) {
            throw file.bad("", "which ends too early");
        }
        return property.content();
    }

    /** By quarters, anticlockwise. */
    private static Picture turned(Picture picture, int quarters) {
        Picture from = picture;
        for (int i = 0; i < quarters; i++) {
            int width = from.height();
            int height = from.width();
            byte[] to = new byte[from.bytes().length];
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int at = (x * from.width() + from.width() - 1 - y) * 3;
                    System.arraycopy(from.bytes(), at, to, (y * width + x) * 3, 3);
                }
            }
            from = new Picture(width, height, to);
        }
        return from;
    }

    private Picture cut(Picture picture, ByteBuffer in) {
        double[] values = new double[4];
        for (int i = 0; i < 4; i++) {
            values[i] = (double) in.getInt(8 * i) / in.getInt(8 * i + 4);
        }
        int width = (int) Math.round(values[0]);
        int height = (int) Math.round(values[1]);
        int left = (int) Math.round((picture.width() - values[0]) / 2 + values[2]);
        int top = (int) Math.round((picture.height() - values[1]) / 2 + values[3]);
        boolean fits =
                width > 0
                        && height > 0
                        && left >= 0
                        && top >= 0
                        && (long) left + width <= picture.width()
                        && (long) top + height <= picture.height();
        if (!fits || Arrays.stream(values).anyMatch(Double::isNaN)) {
            throw file.bad(" needs an aperture within it", "which has another");
        }
        return picture.crop(left, top, width, height);
    }

    /** By colour · alpha + 1 − alpha, or without the product where that is what is stored. */
    private Picture overWhite(Picture colours, Picture alpha, boolean isLaid) {
        if (alpha.width() != colours.width() || alpha.height() != colours.height()) {
            throw file.bad(" needs alpha of its size", "which has another");
        }
        byte[] to = new byte[colours.bytes().length];
        for (int i = 0; i < to.length; i++) {
            int value = colours.bytes()[i] & 0xFF;
            int cover = alpha.bytes()[i] & 0xFF;
            to[i] =
                    (byte)
                            (isLaid
                                    ? Math.min(255, value + 255 - cover)
                                    : (value * cover + 255 * (255 - cover) + 127) / 255);
        }
        return new Picture(colours.width(), colours.height(), to);
    }
}
