package dev.hearth.train.log;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The event files of a folder, in the order of their names, in which TensorBoard reads them. */
record EventFiles(List<Path> paths) {

    private static final Pattern NAME =
            Pattern.compile("events\\.out\\.tfevents\\.(\\d{10})\\.(\\d{4})\\.hearth");
    private static final int LAST_NUMBER = 9999;
    // The key of field 1, wall_time, as fixed 64 bits, and the value.
    private static final int WALL_TIME_KEY = 1 << 3 | 1;
    private static final int WALL_TIME = 1 + Double.BYTES;
    private static final int CHECKSUM = 4;

    static EventFiles in(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return new EventFiles(
                    files.filter(file -> NAME.matcher(file.getFileName().toString()).matches())
                            .sorted()
                            .toList());
        }
    }

    /** A name behind all others, whatever the clock says now. */
    String next(long now) {
        long seconds = now;
        int number = 0;
        if (!paths.isEmpty()) {
            Matcher last = NAME.matcher(paths.get(paths.size() - 1).getFileName().toString());
            if (last.matches() && Long.parseLong(last.group(1)) >= now) {
                seconds = Long.parseLong(last.group(1));
                number = Integer.parseInt(last.group(2)) + 1;
            }
        }
        if (number > LAST_NUMBER) {
            seconds++;
            number = 0;
        }
        return String.format(Locale.ROOT, "events.out.tfevents.%010d.%04d.hearth", seconds, number);
    }

    /** In seconds since 1970, of the last whole event; negative infinity where there is none. */
    double lastWallTime() throws IOException {
        for (int i = paths.size() - 1; i >= 0; i--) {
            double last = lastWallTime(paths.get(i));
            if (Double.isFinite(last)) {
                return last;
            }
        }
        return Double.NEGATIVE_INFINITY;
    }

    /** Walks over the records, of which a killed writer may have cut off the last. */
    private static double lastWallTime(Path file) throws IOException {
        double last = Double.NEGATIVE_INFINITY;
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            while (true) {
                byte[] head = new byte[Long.BYTES + CHECKSUM + WALL_TIME];
                in.readFully(head);
                ByteBuffer record = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
                long rest = record.getLong() - WALL_TIME;
                record.getInt();
                if (rest < 0 || record.get() != WALL_TIME_KEY) {
                    return last;
                }
                in.skipNBytes(rest + CHECKSUM);
                double time = record.getDouble();
                if (Double.isFinite(time)) {
                    last = Math.max(last, time);
                }
            }
        } catch (EOFException end) {
            return last;
        }
    }
}
