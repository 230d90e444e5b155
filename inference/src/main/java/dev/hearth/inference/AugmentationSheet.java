package dev.hearth.inference;

import dev.hearth.data.Batch;
import dev.hearth.data.Batches;
import dev.hearth.data.Chain;
import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.Loader;
import dev.hearth.data.Order;
import dev.hearth.data.Subset;
import dev.hearth.data.image.Picture;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.tensor.Seed;
import dev.hearth.train.log.Gallery;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws what an augmentation does to some training pictures. */
final class AugmentationSheet {

    private static final int VERSIONS = 4;

    private AugmentationSheet() {}

    static Gallery of(
            Dataset training, int[] chosen, AugmentationPreset preset, InputSpec view, Seed seed) {
        Subset some = new Subset(training, chosen);
        Loader still = new Loader(some, chosen.length, seed).order(Order.AS_STORED).threads(0);
        Loader moved =
                preset == AugmentationPreset.NONE
                        ? still
                        : still.augment(new Chain(preset.of(view)));
        List<List<Picture>> columns = new ArrayList<>();
        columns.add(pictures(still, 0, view));
        for (int epoch = 0; epoch < VERSIONS; epoch++) {
            columns.add(pictures(moved, epoch, view));
        }
        List<Gallery.Frame> frames = new ArrayList<>();
        for (int i = 0; i < chosen.length; i++) {
            String name = training.classNames().get(some.label(i));
            for (int column = 0; column < columns.size(); column++) {
                frames.add(
                        new Gallery.Frame(
                                columns.get(column).get(i),
                                column == 0 ? name : "",
                                column == 0 ? "as it is" : "epoch " + column));
            }
        }
        return new Gallery(
                "Augmentation " + preset.name().toLowerCase(Locale.ROOT) + ", side " + view.side(),
                frames);
    }

    private static List<Picture> pictures(Loader loader, int epoch, InputSpec view) {
        try (Batches batches = loader.epoch(epoch).open()) {
            Batch batch = batches.next();
            List<Picture> pictures = new ArrayList<>();
            for (int i = 0; i < batch.count(); i++) {
                pictures.add(picture(batch.images(), i, batch.pixels(), view));
            }
            return pictures;
        }
    }

    private static Picture picture(float[] images, int index, ImageShape pixels, InputSpec view) {
        byte[] planes = new byte[pixels.count()];
        for (int i = 0; i < planes.length; i++) {
            double value = images[index * planes.length + i] * view.deviation() + view.mean();
            planes[i] = (byte) Math.round(255 * Math.max(0, Math.min(1, value)));
        }
        return Picture.ofPlanes(pixels, planes);
    }
}
