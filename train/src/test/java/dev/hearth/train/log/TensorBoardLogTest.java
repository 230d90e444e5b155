package dev.hearth.train.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TensorBoardLogTest {

    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.ofEpochMilli(1_700_000_000_250L));

    @TempDir Path folder;

    /** CRC-32C bit by bit: the reflected polynomial 0x82F63B78. */
    private static int crc(byte[] bytes) {
        int crc = -1;
        for (byte b : bytes) {
            crc ^= b & 0xFF;
            for (int i = 0; i < 8; i++) {
                crc = (crc & 1) == 1 ? crc >>> 1 ^ 0x82F63B78 : crc >>> 1;
            }
        }
        return ~crc;
    }

    private static int masked(byte[] bytes) {
        int crc = crc(bytes);
        return (crc >>> 15 | crc << 17) + 0xA282EAD8;
    }

    @Test
    void the_tests_own_sum_is_crc_32c() {
        // The check value of the catalogue.
        assertThat(crc("123456789".getBytes(StandardCharsets.US_ASCII))).isEqualTo(0xE3069283);
    }

    private static List<byte[]> records(Path path) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        List<byte[]> records = new ArrayList<>();
        while (in.hasRemaining()) {
            byte[] length = new byte[8];
            in.get(length);
            assertThat(in.getInt()).isEqualTo(masked(length));
            byte[] content =
                    new byte
                            [(int)
                                    ByteBuffer.wrap(length)
                                            .order(ByteOrder.LITTLE_ENDIAN)
                                            .getLong()];
            in.get(content);
            assertThat(in.getInt()).isEqualTo(masked(content));
            records.add(content);
        }
        return records;
    }

    /** Field number to value: Long, Double, Float or byte[]. */
    private static Map<Integer, Object> fields(byte[] message) {
        ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        Map<Integer, Object> fields = new TreeMap<>();
        while (in.hasRemaining()) {
            int key = (int) varint(in);
            Object value =
                    switch (key & 7) {
                        case 0 -> varint(in);
                        case 1 -> in.getDouble();
                        case 5 -> in.getFloat();
                        case 2 -> {
                            byte[] bytes = new byte[(int) varint(in)];
                            in.get(bytes);
                            yield bytes;
                        }
                        default -> throw new AssertionError("wire type " + (key & 7));
                    };
            assertThat(fields.put(key >>> 3, value)).isNull();
        }
        return fields;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = in.get();
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }

    private static Map<Integer, Object> entry(Map<Integer, Object> event) {
        return fields((byte[]) fields((byte[]) event.get(5)).get(1));
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.UTF_8);
    }

    @Test
    void begins_with_the_version_and_the_time() throws Exception {
        try (TensorBoardLog log = TensorBoardLog.open(folder, CLOCK, 0)) {
            assertThat(log.path().getFileName())
                    .hasToString("events.out.tfevents.1700000000.0000.hearth");
            List<byte[]> records = records(log.path());
            assertThat(records).hasSize(2);
            Map<Integer, Object> event = fields(records.get(0));
            assertThat(event).containsOnlyKeys(1, 2, 3).containsEntry(1, 1_700_000_000.25);
            assertThat(text(event.get(3))).isEqualTo("brain.Event:2");
            Map<Integer, Object> start = fields(records.get(1));
            assertThat(start).containsEntry(2, 0L).containsOnlyKeys(1, 2, 7);
            assertThat(fields((byte[]) start.get(7))).containsEntry(1, 1L);
        }
    }

    @Test
    void scalars_come_back() throws Exception {
        try (TensorBoardLog log = TensorBoardLog.open(folder, CLOCK, 0)) {
            log.scalar("generator/loss", 300, 0.6931);
            log.scalar("ü", 1L << 40, Double.NEGATIVE_INFINITY);
            List<byte[]> records = records(log.path());
            assertThat(records).hasSize(4);
            Map<Integer, Object> first = fields(records.get(2));
            assertThat(first).containsEntry(2, 300L).containsOnlyKeys(1, 2, 5);
            assertThat(text(entry(first).get(1))).isEqualTo("generator/loss");
            assertThat(entry(first)).containsEntry(2, 0.6931f).containsOnlyKeys(1, 2);
            Map<Integer, Object> second = fields(records.get(3));
            assertThat(second).containsEntry(2, 1L << 40);
            assertThat(text(entry(second).get(1))).isEqualTo("ü");
            assertThat(entry(second)).containsEntry(2, Float.NEGATIVE_INFINITY);
        }
    }

    @Test
    void pictures_come_back_pixel_by_pixel() throws Exception {
        BufferedImage colour = new BufferedImage(5, 3, BufferedImage.TYPE_INT_RGB);
        colour.setRGB(4, 2, 0x123456);
        BufferedImage grey = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
        try (TensorBoardLog log = TensorBoardLog.open(folder, CLOCK, 0)) {
            log.picture("samples", 7, colour);
            log.picture("digit", 8, grey);
            List<byte[]> records = records(log.path());
            Map<Integer, Object> image = fields((byte[]) entry(fields(records.get(2))).get(4));
            assertThat(image).containsEntry(1, 3L).containsEntry(2, 5L).containsEntry(3, 3L);
            BufferedImage back = ImageIO.read(new ByteArrayInputStream((byte[]) image.get(4)));
            assertThat(back.getRGB(4, 2)).isEqualTo(0xFF123456);
            assertThat(back.getRGB(0, 0)).isEqualTo(0xFF000000);
            assertThat(fields((byte[]) entry(fields(records.get(3))).get(4))).containsEntry(3, 1L);
        }
    }

    @Test
    void a_resumed_run_has_its_own_file_and_says_where_it_begins() throws Exception {
        TensorBoardLog.open(folder, CLOCK, 0).close();
        try (TensorBoardLog log = TensorBoardLog.open(folder, CLOCK, 120)) {
            assertThat(log.path().getFileName())
                    .hasToString("events.out.tfevents.1700000000.0001.hearth");
            Map<Integer, Object> start = fields(records(log.path()).get(1));
            assertThat(start).containsEntry(2, 121L).containsOnlyKeys(1, 2, 7);
            assertThat(fields((byte[]) start.get(7))).containsEntry(1, 1L);
        }
    }

    @Test
    void tensorboard_sees_each_step_once_after_kills_and_resumes() throws Exception {
        try (TensorBoardLog log = TensorBoardLog.open(folder, CLOCK, 0)) {
            write(log, 1, 7);
        }
        // Killed before the first checkpoint.
        try (TensorBoardLog log = TensorBoardLog.open(folder, CLOCK, 0)) {
            write(log, 1, 9);
        }
        try (TensorBoardLog log = TensorBoardLog.open(folder, CLOCK, 5)) {
            write(log, 6, 12);
        }
        try (TensorBoardLog log = TensorBoardLog.open(folder, CLOCK, 12)) {
            write(log, 13, 14);
        }
        assertThat(shown())
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 14).boxed().toList());
    }

    @Test
    void files_of_earlier_releases_have_no_start_and_are_cut_all_the_same() throws Exception {
        try (TensorBoardLog log = TensorBoardLog.open(folder, CLOCK, 0)) {
            Path path = log.path();
            long whole = Files.size(path);
            write(log, 1, 9);
            ByteBuffer all =
                    ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
            int version = (int) all.getLong(0) + 16;
            byte[] bytes = all.array();
            byte[] without = Arrays.copyOf(bytes, bytes.length - ((int) whole - version));
            System.arraycopy(bytes, (int) whole, without, version, bytes.length - (int) whole);
            Files.write(path, without);
        }
        try (TensorBoardLog log = TensorBoardLog.open(folder, CLOCK, 5)) {
            write(log, 6, 10);
        }
        assertThat(shown())
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 10).boxed().toList());
    }

    @Test
    void a_clock_that_is_set_back_changes_neither_the_order_of_files_nor_that_of_events()
            throws Exception {
        Instant[] now = {Instant.ofEpochMilli(1_700_000_000_250L)};
        InstantSource clock = () -> now[0];
        List<String> names = new ArrayList<>();
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            try (TensorBoardLog log = TensorBoardLog.open(folder, clock, 10L * i)) {
                log.scalar("loss", 10L * i + 1, 0.5);
                now[0] = now[0].minusSeconds(3600);
                log.scalar("loss", 10L * i + 2, 0.5);
                names.add(log.path().getFileName().toString());
                for (byte[] record : records(log.path())) {
                    times.add((Double) fields(record).get(1));
                }
            }
            // A process that was killed leaves half a record.
            Path last = folder.resolve(names.get(i));
            Files.write(last, new byte[] {5, 0, 0, 0, 0}, StandardOpenOption.APPEND);
        }
        assertThat(names).isSorted().doesNotHaveDuplicates();
        assertThat(times).isSorted();
        now[0] = Instant.ofEpochSecond(1_700_000_777);
        try (TensorBoardLog log = TensorBoardLog.open(folder, clock, 30)) {
            assertThat(log.path().getFileName())
                    .hasToString("events.out.tfevents.1700000777.0000.hearth");
            assertThat(fields(records(log.path()).get(0))).containsEntry(1, 1_700_000_777.0);
        }
    }

    @Test
    void names_stay_in_order_when_a_second_has_no_more_of_them() throws Exception {
        Files.createFile(folder.resolve("events.out.tfevents.1700000000.9999.hearth"));
        try (TensorBoardLog log = TensorBoardLog.open(folder, CLOCK, 3)) {
            assertThat(log.path().getFileName())
                    .hasToString("events.out.tfevents.1700000001.0000.hearth");
        }
    }

    private static void write(TensorBoardLog log, int from, int to) throws IOException {
        for (int step = from; step <= to; step++) {
            log.scalar("loss", step, 0.5);
        }
    }

    /**
     * The steps of a curve as TensorBoard's event accumulator shows them: the first START begins the run,
     * each later one removes what has its step or a later one.
     */
    private List<Long> shown() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.sorted().toList();
        }
        List<Long> steps = new ArrayList<>();
        boolean begun = false;
        for (Path file : files) {
            for (byte[] record : records(file)) {
                Map<Integer, Object> event = fields(record);
                long step = (Long) event.get(2);
                if (event.containsKey(7)) {
                    if (begun) {
                        steps.removeIf(each -> each >= step);
                    }
                    begun = true;
                } else if (event.containsKey(5)) {
                    steps.add(step);
                }
            }
        }
        return steps;
    }
}
