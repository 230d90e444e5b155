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
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
            assertThat(records).hasSize(1);
            Map<Integer, Object> event = fields(records.get(0));
            assertThat(event).containsOnlyKeys(1, 2, 3).containsEntry(1, 1_700_000_000.25);
            assertThat(text(event.get(3))).isEqualTo("brain.Event:2");
        }
    }

    @Test
    void scalars_come_back() throws Exception {
        try (TensorBoardLog log = TensorBoardLog.open(folder, CLOCK, 0)) {
            log.scalar("generator/loss", 300, 0.6931);
            log.scalar("ü", 1L << 40, Double.NEGATIVE_INFINITY);
            List<byte[]> records = records(log.path());
            assertThat(records).hasSize(3);
            Map<Integer, Object> first = fields(records.get(1));
            assertThat(first).containsEntry(2, 300L).containsOnlyKeys(1, 2, 5);
            assertThat(text(entry(first).get(1))).isEqualTo("generator/loss");
            assertThat(entry(first)).containsEntry(2, 0.6931f).containsOnlyKeys(1, 2);
            Map<Integer, Object> second = fields(records.get(2));
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
            Map<Integer, Object> image = fields((byte[]) entry(fields(records.get(1))).get(4));
            assertThat(image).containsEntry(1, 3L).containsEntry(2, 5L).containsEntry(3, 3L);
            BufferedImage back = ImageIO.read(new ByteArrayInputStream((byte[]) image.get(4)));
            assertThat(back.getRGB(4, 2)).isEqualTo(0xFF123456);
            assertThat(back.getRGB(0, 0)).isEqualTo(0xFF000000);
            assertThat(fields((byte[]) entry(fields(records.get(2))).get(4))).containsEntry(3, 1L);
        }
    }

    @Test
    void a_resumed_run_has_its_own_file_and_says_where_it_begins() throws Exception {
        TensorBoardLog.open(folder, CLOCK, 0).close();
        try (TensorBoardLog log = TensorBoardLog.open(folder, CLOCK, 120)) {
            assertThat(log.path().getFileName())
                    .hasToString("events.out.tfevents.1700000000.0001.hearth");
            Map<Integer, Object> start = fields(records(log.path()).get(1));
            assertThat(start).containsEntry(2, 120L).containsOnlyKeys(1, 2, 7);
            assertThat(fields((byte[]) start.get(7))).containsEntry(1, 1L);
        }
    }
}
