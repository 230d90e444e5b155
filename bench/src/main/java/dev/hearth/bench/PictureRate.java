package dev.hearth.bench;

import dev.hearth.data.image.Interpolation;
import dev.hearth.data.image.PictureReader;
import dev.hearth.data.transform.InputSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Pictures a second from JPEG files to what the Inception nets see, on one core, beside Pillow. */
final class PictureRate implements Measurement {

    static final String GROUP = "Pictures";
    private static final int COUNT = 64;
    private static final InputSpec VIEW =
            new InputSpec(3, 299, 0.875, Interpolation.BICUBIC, 0.5, 0.5);

    @Override
    public String about() {
        return "From JPEG files (64 drawn ones of 500×375, quality 90) to squares of 299×299 bytes:"
                + " decoded, the shorter side resized to 341 (bicubic), the middle cut out. One"
                + " thread; Pillow, where the system has it, in a process of its own, in turns.";
    }

    @Override
    public List<Quantity> measure(Effort depth, List<Quantity> before) {
        try {
            Path folder = Files.createTempDirectory("hearth-pictures");
            try {
                return measure(depth, folder);
            } finally {
                try (var files = Files.list(folder)) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
                Files.delete(folder);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static List<Quantity> measure(Effort depth, Path folder) throws IOException {
        List<Path> files = DrawnPictures.write(folder, COUNT);
        List<Alternation.Turn> turns = new ArrayList<>();
        turns.add(new Alternation.Turn("Hearth", () -> files.forEach(PictureRate::square)));
        Optional<Pillow> pillow = Pillow.start(folder, files);
        try {
            if (pillow.isEmpty()) {
                System.err.println(
                        "No Pillow to compare with: /usr/bin/python3 has no module PIL (Debian:"
                                + " python3-pil).");
            }
            pillow.ifPresent(
                    other -> turns.add(new Alternation.Turn(other.name(), other::squares)));
            var rounds = depth.alternation().time(turns);
            List<Quantity> figures = new ArrayList<>();
            for (int i = 0; i < turns.size(); i++) {
                String name = turns.get(i).name();
                double[] rates = rounds.seconds().get(i).clone();
                for (int round = 0; round < rates.length; round++) {
                    rates[round] = COUNT / rates[round];
                }
                figures.add(Quantity.of(GROUP, name, "pictures a second", 1, Spread.of(rates)));
            }
            if (pillow.isPresent()) {
                String name = "Hearth, times as fast as " + pillow.get().name();
                figures.add(Quantity.of(GROUP, name, "×", 1, rounds.timesAsFast(0, 1)).atLeast(1));
                figures.add(difference(files, pillow.get().pixels(folder.resolve("pixels"))));
            }
            return figures;
        } finally {
            pillow.ifPresent(Pillow::stop);
        }
    }

    private static byte[] square(Path file) {
        return VIEW.square(new PictureReader().read(file)).bytes();
    }

    /** How far the decoders are apart; the resizing is the same to the bit. */
    private static Quantity difference(List<Path> files, byte[] theirs) {
        long sum = 0;
        int most = 0;
        int at = 0;
        for (Path file : files) {
            for (byte value : square(file)) {
                int difference = Math.abs((value & 0xFF) - (theirs[at++] & 0xFF));
                sum += difference;
                most = Math.max(most, difference);
            }
        }
        return Quantity.once(GROUP, "mean difference to Pillow", "of 255", 1, (double) sum / at)
                .noted("at most " + most);
    }
}
