package dev.hearth.train.task;

import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.Subset;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.log.PictureSheet;
import dev.hearth.train.metric.ExampleRows;
import dev.hearth.train.metric.NearestExample;
import dev.hearth.train.metric.Statistics;
import dev.hearth.train.recipe.GanRecipe;
import java.util.List;

/**
 * Samples of a generator, each with the training image on its right that it is nearest to by L2
 * (Goodfellow et al. 2014, fig. 2): has it learned images by heart?
 *
 * <pre>{@code
 * Tensor images = generator.images(generator.noise(36, new Seed(1)));
 * NeighbourSheet pairs = NeighbourSheet.of(generator, images, datasets);
 * pairs.sheet().write(Path.of("near.png"));
 * boolean isByHeart = pairs.distance() < 0.1 * pairs.realDistance();
 * }</pre>
 *
 * @param sheet of the pairs
 * @param distance of a sample to the training image nearest to it, the median
 * @param realDistance of as many test images to the training images nearest to them, the median
 */
public record NeighbourSheet(PictureSheet sheet, double distance, double realDistance) {

    private static final int PAIRS = 6;

    /**
     * Finds the images and lays them out.
     *
     * @param generator whose samples they are
     * @param images its samples, [count × pixels]
     * @param datasets that has the images that it was trained on
     * @return six pairs a row
     */
    public static NeighbourSheet of(
            TrainedGenerator generator, Tensor images, DatasetProvider datasets) {
        GanRecipe recipe = generator.recipe();
        DatasetProvider.Sets sets =
                datasets.open(recipe.corpus().value(), recipe.preparation().value());
        Dataset seen =
                Subset.range(sets.training(), 0, sets.training().size() - recipe.holdOut().value());
        Tensor samples = images.to(Device.CPU);
        List<NearestExample> found = NearestExample.of(samples, seen);
        int width = seen.pixels().count();
        float[] neighbours = new float[found.size() * width];
        for (int i = 0; i < found.size(); i++) {
            seen.read(found.get(i).index(), neighbours, i * width);
        }
        int real = Math.min(found.size(), sets.testing().size());
        ImageShape pixels = generator.pixels();
        float[] pairs = PictureSheet.inTurn(pixels, List.of(samples.toFloats(), neighbours));
        PictureSheet sheet =
                PictureSheet.of(pixels, pairs)
                        .columns(2 * Math.min(PAIRS, found.size()))
                        .groups(2)
                        .contrast(generator.contrast());
        return new NeighbourSheet(
                sheet,
                median(found),
                median(NearestExample.of(ExampleRows.rows(sets.testing(), 0, real), seen)));
    }

    private static double median(List<NearestExample> found) {
        return Statistics.of(found.stream().mapToDouble(NearestExample::distance).toArray())
                .median();
    }
}
