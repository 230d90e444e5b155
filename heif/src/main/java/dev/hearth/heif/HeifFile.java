package dev.hearth.heif;

import dev.hearth.data.BadDataException;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The items of a HEIF file and how they belong together (ISO 14496-12, §8.11, and ISO 23008-12, §6). */
final class HeifFile {

    private static final int MOST_ITEMS = 20_000;
    private static final int ALPHA_WORDS = 4;

    private final byte[] bytes;
    private final String name;
    private final Map<Integer, Item> items = new HashMap<>();
    private final List<Property> properties = new ArrayList<>();
    private int primary = -1;
    private byte[] data = {};

    /** A box of {@code ipco}. */
    record Property(String type, ByteBuffer content) {}

    /** Bytes of an item, in the file or in the box {@code idat}. */
    private record Extent(boolean isInside, long offset, long length) {}

    /** A coded picture, a grid of others, or metadata. */
    static final class Item {

        private final int id;
        private String type = "";
        private final List<Extent> extents = new ArrayList<>();
        private final List<Integer> properties = new ArrayList<>();
        private final Map<String, List<Integer>> references = new HashMap<>();

        private Item(int id) {
            this.id = id;
        }

        int id() {
            return id;
        }

        /** Such as {@code hvc1} or {@code grid}. */
        String type() {
            return type;
        }

        private List<Integer> references(String type) {
            return references.getOrDefault(type, List.of());
        }
    }

    private HeifFile(byte[] bytes, String name) {
        this.bytes = bytes;
        this.name = name;
    }

    static HeifFile parse(byte[] bytes, String name) {
        HeifFile file = new HeifFile(bytes, name);
        try {
            file.boxes(ByteBuffer.wrap(bytes), file::top);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            if (e instanceof BadDataException) {
                throw e;
            }
            throw file.bad("", "which ends too early");
        }
        file.item(file.primary);
        return file;
    }

    private void boxes(ByteBuffer in, Consumer<Box> each) {
        while (in.remaining() >= 8) {
            long length = Integer.toUnsignedLong(in.getInt());
            byte[] type = new byte[4];
            in.get(type);
            int head = 8;
            if (length == 1) {
                length = in.getLong();
                head = 16;
            }
            long content = length == 0 ? in.remaining() : length - head;
            if (content < 0 || content > in.remaining()) {
                throw bad("", "which ends too early");
            }
            ByteBuffer inside = in.slice().limit((int) content);
            in.position(in.position() + (int) content);
            each.accept(new Box(new String(type, StandardCharsets.ISO_8859_1), inside.slice()));
        }
    }

    private record Box(String type, ByteBuffer in) {}

    private void top(Box box) {
        if (box.type().equals("meta")) {
            box.in().getInt();
            boxes(box.in(), this::meta);
        }
    }

    private void meta(Box box) {
        ByteBuffer in = box.in();
        switch (box.type()) {
            case "pitm" -> primary = in.getInt() >>> 24 == 0 ? in.getShort() & 0xFFFF : in.getInt();
            case "iinf" -> {
                boolean isShort = in.getInt() >>> 24 == 0;
                in.position(in.position() + (isShort ? 2 : 4));
                boxes(in, this::information);
            }
            case "iref" -> {
                boolean isShort = in.getInt() >>> 24 == 0;
                boxes(in, reference -> refer(reference, isShort));
            }
            case "iloc" -> locations(in);
            case "idat" -> {
                data = new byte[in.remaining()];
                in.get(data);
            }
            case "iprp" ->
                    boxes(
                            in,
                            inside -> {
                                if (inside.type().equals("ipco")) {
                                    boxes(inside.in(), this::property);
                                } else if (inside.type().equals("ipma")) {
                                    associate(inside.in());
                                }
                            });
            default -> {}
        }
    }

    private Item made(int id) {
        if (items.size() > MOST_ITEMS) {
            throw bad(" needs at most " + MOST_ITEMS + " items", "which has more");
        }
        return items.computeIfAbsent(id, Item::new);
    }

    private void information(Box box) {
        int version = box.in().getInt() >>> 24;
        if (box.type().equals("infe") && version >= 2) {
            int id = number(box.in(), version == 2 ? 2 : 4);
            box.in().getShort();
            byte[] type = new byte[4];
            box.in().get(type);
            made(id).type = new String(type, StandardCharsets.ISO_8859_1);
        }
    }

    private void refer(Box box, boolean isShort) {
        int size = isShort ? 2 : 4;
        Item from = made(number(box.in(), size));
        int count = box.in().getShort() & 0xFFFF;
        List<Integer> to = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            to.add(number(box.in(), size));
        }
        from.references.put(box.type(), to);
    }

    private void property(Box box) {
        properties.add(new Property(box.type(), box.in()));
    }

    private void associate(ByteBuffer in) {
        int head = in.getInt();
        int size = head >>> 24 < 1 ? 2 : 4;
        boolean isLong = (head & 1) != 0;
        int count = in.getInt();
        for (int i = 0; i < count; i++) {
            Item item = made(number(in, size));
            int inside = in.get() & 0xFF;
            for (int j = 0; j < inside; j++) {
                item.properties.add(isLong ? in.getShort() & 0x7FFF : in.get() & 0x7F);
            }
        }
    }

    private void locations(ByteBuffer in) {
        int version = in.getInt() >>> 24;
        int sizes = in.getShort() & 0xFFFF;
        int ofIndex = version == 0 ? 0 : sizes & 0xF;
        int count = number(in, version < 2 ? 2 : 4);
        for (int i = 0; i < count; i++) {
            Item item = made(number(in, version < 2 ? 2 : 4));
            int method = version == 0 ? 0 : in.getShort() & 0xF;
            if (method > 1) {
                throw bad(" needs items within its file", "which has others");
            }
            in.getShort();
            long base = large(in, sizes >>> 4 & 0xF);
            int extents = in.getShort() & 0xFFFF;
            for (int j = 0; j < extents; j++) {
                large(in, ofIndex);
                long offset = base + large(in, sizes >>> 12);
                item.extents.add(new Extent(method == 1, offset, large(in, sizes >>> 8 & 0xF)));
            }
        }
    }

    private static int number(ByteBuffer in, int size) {
        return size == 2 ? in.getShort() & 0xFFFF : in.getInt();
    }

    private long large(ByteBuffer in, int size) {
        return switch (size) {
            case 0 -> 0;
            case 4 -> Integer.toUnsignedLong(in.getInt());
            case 8 -> in.getLong();
            default -> throw bad(" needs places of 0, 4 or 8 bytes", "which has " + size);
        };
    }

    /** The picture that is shown. */
    Item primary() {
        return item(primary);
    }

    Item item(int id) {
        Item item = items.get(id);
        if (item == null) {
            throw bad(" needs a primary picture and all that it is made of", "which has them not");
        }
        return item;
    }

    /** The picture whose luma is another's alpha. */
    Optional<Item> alpha(Item of) {
        return items.values().stream()
                .filter(each -> each.references("auxl").contains(of.id()) && isAlpha(each))
                .findFirst();
    }

    private boolean isAlpha(Item item) {
        return properties(item).stream()
                .filter(each -> each.type().equals("auxC"))
                .anyMatch(
                        each -> {
                            byte[] text = new byte[each.content().remaining()];
                            each.content().get(text);
                            String said = new String(text, StandardCharsets.ISO_8859_1);
                            return said.startsWith(
                                            "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha",
                                            ALPHA_WORDS)
                                    || said.startsWith("urn:mpeg:hevc:2015:auxid:1", ALPHA_WORDS);
                        });
    }

    /** Whether colours are stored as their products with alpha. */
    boolean isPremultiplied(Item colours, Item alpha) {
        return colours.references("prem").contains(alpha.id());
    }

    /** The items that one is made of, in order. */
    List<Item> parts(Item item) {
        return item.references("dimg").stream().map(this::item).toList();
    }

    /** An item's properties in their order. */
    List<Property> properties(Item item) {
        return item.properties.stream()
                .filter(index -> index > 0 && index <= properties.size())
                .map(index -> properties.get(index - 1))
                .map(each -> new Property(each.type(), each.content().duplicate().rewind()))
                .toList();
    }

    /** An item's bytes. */
    byte[] content(Item item) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Extent each : item.extents) {
            byte[] from = each.isInside() ? data : bytes;
            long length = each.length() == 0 ? from.length - each.offset() : each.length();
            if (each.offset() < 0
                    || length < 0
                    || each.offset() > from.length
                    || length > from.length - each.offset()
                    || all.size() + length > Integer.MAX_VALUE / 2) {
                throw bad("", "which ends too early");
            }
            all.write(from, (int) each.offset(), (int) length);
        }
        return all.toByteArray();
    }

    /** Columns and rows that an item declares, before it is turned. */
    int[] extent(Item item) {
        for (Property each : properties(item)) {
            if (each.type().equals("ispe") && each.content().remaining() >= 12) {
                int width = each.content().getInt(4);
                int height = each.content().getInt(8);
                if (width > 0 && height > 0) {
                    return new int[] {width, height};
                }
            }
        }
        throw bad(" needs a width and a height above 0", "which declares none");
    }

    /** Those of the largest picture that is decoded: the primary one, its alpha, or what either is made of. */
    long pixels() {
        return Stream.concat(Stream.of(primary()), alpha(primary()).stream())
                .flatMap(each -> Stream.concat(Stream.of(each), parts(each).stream()))
                .map(this::extent)
                .mapToLong(extent -> (long) extent[0] * extent[1])
                .max()
                .orElseThrow();
    }

    BadDataException bad(String needs, String came) {
        return new BadDataException(
                "A HEIC or AVIF picture" + needs,
                name + ", " + came,
                "Save the picture again, or leave it out");
    }
}
