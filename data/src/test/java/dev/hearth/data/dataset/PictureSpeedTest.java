package dev.hearth.data.dataset;

import static dev.hearth.data.image.SmallFiles.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.data.Chain;
import dev.hearth.data.Loader;
import dev.hearth.data.RandomCrop;
import dev.hearth.data.image.Interpolation;
import dev.hearth.data.image.Picture;
import dev.hearth.data.image.PictureReader;
import dev.hearth.data.image.Resize;
import dev.hearth.data.transform.Flip;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.data.transform.RandomResizedCrop;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reduced decoding and kept pictures save on photographs of twelve megapixels. */
@Tag("long")
class PictureSpeedTest {

    private static final int SIDE = 160;
    private static final RandomResizedCrop CROP =
            new RandomResizedCrop(SIDE, 0.35, 4.0 / 3, Flip.HORIZONTAL);

    @TempDir private Path temp;

    private static BufferedImage photograph(int salt) {
        BufferedImage image = new BufferedImage(4000, 3000, BufferedImage.TYPE_3BYTE_BGR);
        RandomStream random = new Seed(salt).stream();
        for (int y = 0; y < 3000; y++) {
            double down = 50 * Math.sin(y / 90.0 + salt);
            for (int x = 0; x < 4000; x++) {
                int grey = (int) (120 + down + 50 * Math.sin(x / 70.0)) + random.nextInt(24);
                image.setRGB(x, y, grey << 16 | (grey + 10) << 8 | grey - 10);
            }
        }
        return image;
    }

    /** At a quality of 0.75, about 1.7 MB; the more bytes, the less a reduction saves. */
    private static byte[] jpeg(BufferedImage image) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionQuality(0.75f);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ImageOutputStream to = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(to);
            writer.write(null, new IIOImage(image, null, null), param);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    /** Nanoseconds of this thread on a processor: others' work on the computer does not count. */
    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** Seconds a picture of one epoch on one thread. */
    private static double epoch(ImageFolder folder, int number) {
        Loader loader = new Loader(folder, 2, new Seed(5)).threads(0).augment(new Chain(CROP));
        long begun = cpu();
        try (var batches = loader.epoch(number).open()) {
            while (batches.hasNext()) {
                batches.next();
            }
        }
        return (cpu() - begun) / 1e9 / folder.size();
    }

    /** The same with each picture decoded whole. */
    private static double whole(ImageFolder folder) {
        PictureReader reader = new PictureReader();
        Resize resize = new Resize(Interpolation.BILINEAR, SIDE, SIDE);
        int sum = 0;
        long begun = cpu();
        for (int i = 0; i < folder.size(); i++) {
            Picture picture = reader.read(folder.file(i));
            RandomCrop.Window cut =
                    CROP.draw(picture.width(), picture.height(), new Seed(i).stream());
            sum +=
                    resize.apply(picture.crop(cut.left(), cut.top(), cut.width(), cut.height()))
                            .value(0, 0, 0);
        }
        double seconds = (cpu() - begun) / 1e9 / folder.size();
        assertThat(sum).isPositive();
        return seconds;
    }

    @Test
    void the_first_epoch_is_twice_as_fast_and_the_others_five_times() {
        for (int i = 0; i < 6; i++) {
            Path file = temp.resolve("photos/" + (i % 2 == 0 ? "cat/" : "dog/") + i + ".jpg");
            write(file, jpeg(photograph(i)));
        }
        ImageFolder plain = ImageFolder.open(temp.resolve("photos"), InputSpec.unscaled(SIDE, 1));
        // Once for the compiler and the file system.
        whole(plain);
        epoch(plain, 0);
        double before = whole(plain);
        ImageFolder cached = plain.cached(new PictureCache(temp.resolve("kept")));
        cached.digest();
        double first = epoch(cached, 0);
        epoch(cached, 1);
        double later = epoch(cached, 2);
        String said =
                String.format(
                        Locale.ROOT,
                        "%.1f, %.1f, %.1f pictures a second",
                        1 / before,
                        1 / first,
                        1 / later);
        assertThat(before / first).as(said).isGreaterThan(2);
        assertThat(before / later).as(said).isGreaterThan(5);
    }
}
