package dev.hearth.heif;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** HEIC files as phones write them: a grid of tiles, and what is done to the whole. */
final class TileGrid {

    private TileGrid() {}

    /**
     * Puts tiles together.
     *
     * @param tiles files of one HEVC item each, of one size and configuration
     * @param transforms properties of the grid
     */
    static byte[] of(List<byte[]> tiles, int columns, int width, int height, byte[]... transforms) {
        HeifFile first = HeifFile.parse(tiles.get(0), "tile");
        int[] size = first.extent(first.primary());
        ByteArrayOutputStream ipco = new ByteArrayOutputStream();
        for (HeifFile.Property each : first.properties(first.primary())) {
            if (each.type().equals("hvcC")) {
                byte[] content = new byte[each.content().remaining()];
                each.content().get(content);
                ipco.writeBytes(box("hvcC", content));
            }
        }
        ipco.writeBytes(box("ispe", numbers(0, size[0], size[1])));
        ipco.writeBytes(box("ispe", numbers(0, width, height)));
        Arrays.stream(transforms).forEach(ipco::writeBytes);
        int count = tiles.size();
        ByteArrayOutputStream iinf = new ByteArrayOutputStream();
        iinf.writeBytes(new byte[4]);
        iinf.writeBytes(shorts(count + 1));
        ByteArrayOutputStream ipma = new ByteArrayOutputStream();
        ipma.writeBytes(numbers(0, count + 1));
        ByteArrayOutputStream iref = new ByteArrayOutputStream();
        iref.writeBytes(shorts(100, count));
        ByteArrayOutputStream mdat = new ByteArrayOutputStream();
        ByteBuffer places = ByteBuffer.allocate(4 + 4 + (count + 1) * 16);
        places.putInt(1 << 24).putShort((short) 0x4400).putShort((short) (count + 1));
        byte[] grid = {0, 0, (byte) (count / columns - 1), (byte) (columns - 1), 0, 0, 0, 0};
        ByteBuffer.wrap(grid).putShort(4, (short) width).putShort(6, (short) height);
        item(iinf, 100, "grid");
        byte[] ofGrid = new byte[4 + transforms.length];
        ByteBuffer.wrap(ofGrid).putShort((short) 100);
        ofGrid[2] = (byte) (1 + transforms.length);
        ofGrid[3] = 3;
        for (int i = 0; i < transforms.length; i++) {
            ofGrid[4 + i] = (byte) (0x80 | 4 + i);
        }
        place(places, 100, 1, 0, grid.length);
        int meta = 0;
        // The places of the tiles depend on the length of what is before them, which does not
        // depend on the places.
        byte[] file = {};
        for (int pass = 0; pass < 2; pass++) {
            places.position(8 + 16);
            mdat.reset();
            for (int i = 0; i < count; i++) {
                HeifFile tile = HeifFile.parse(tiles.get(i), "tile");
                byte[] content = tile.content(tile.primary());
                place(places, i + 1, 0, meta + 8 + mdat.size(), content.length);
                mdat.writeBytes(content);
                if (pass == 0) {
                    item(iinf, i + 1, "hvc1");
                    ipma.writeBytes(new byte[] {0, (byte) (i + 1), 2, (byte) 0x81, 2});
                    iref.writeBytes(shorts(i + 1));
                }
            }
            if (pass == 0) {
                ipma.writeBytes(ofGrid);
            }
            byte[] handler = new byte[25];
            System.arraycopy("pict".getBytes(StandardCharsets.US_ASCII), 0, handler, 8, 4);
            byte[] inside =
                    joined(
                            new byte[4],
                            box("hdlr", handler),
                            box("pitm", new byte[] {0, 0, 0, 0, 0, 100}),
                            box("iinf", iinf.toByteArray()),
                            box("iref", joined(new byte[4], box("dimg", iref.toByteArray()))),
                            box(
                                    "iprp",
                                    joined(
                                            box("ipco", ipco.toByteArray()),
                                            box("ipma", ipma.toByteArray()))),
                            box("iloc", places.array()),
                            box("idat", grid));
            byte[] begin =
                    joined(
                            box("ftyp", "heic\0\0\0\0mif1heic".getBytes(StandardCharsets.US_ASCII)),
                            box("meta", inside));
            meta = begin.length;
            file = joined(begin, box("mdat", mdat.toByteArray()));
        }
        return file;
    }

    /** A property of bytes. */
    static byte[] property(String type, int... values) {
        byte[] content = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            content[i] = (byte) values[i];
        }
        return box(type, content);
    }

    static byte[] aperture(int... fractions) {
        return box("clap", numbers(fractions));
    }

    private static void item(ByteArrayOutputStream iinf, int id, String type) {
        byte[] entry = new byte[13];
        ByteBuffer.wrap(entry).putInt(2 << 24).putShort((short) id).putShort((short) 0);
        System.arraycopy(type.getBytes(StandardCharsets.US_ASCII), 0, entry, 8, 4);
        iinf.writeBytes(box("infe", entry));
    }

    private static void place(ByteBuffer places, int id, int method, int offset, int length) {
        places.putShort((short) id).putShort((short) method).putShort((short) 0);
        places.putShort((short) 1).putInt(offset).putInt(length);
    }

    private static byte[] box(String type, byte[] content) {
        return ByteBuffer.allocate(8 + content.length)
                .putInt(8 + content.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(content)
                .array();
    }

    private static byte[] numbers(int... values) {
        ByteBuffer all = ByteBuffer.allocate(4 * values.length);
        Arrays.stream(values).forEach(all::putInt);
        return all.array();
    }

    private static byte[] shorts(int... values) {
        ByteBuffer all = ByteBuffer.allocate(2 * values.length);
        Arrays.stream(values).forEach(value -> all.putShort((short) value));
        return all.array();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }
}
