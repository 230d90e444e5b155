package dev.hearth.inference;

import static dev.hearth.train.recipe.Origin.ours;

import dev.hearth.data.Augmentation;
import dev.hearth.data.transform.Brightness;
import dev.hearth.data.transform.ColourJitter;
import dev.hearth.data.transform.Flip;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.data.transform.PadCropFlip;
import dev.hearth.data.transform.RandomAffine;
import dev.hearth.data.transform.RandomResizedCrop;
import dev.hearth.data.transform.ShearAxis;
import dev.hearth.train.recipe.Origin;
import java.util.List;

/** Augmentations of photographs by name; {@link FineTuning#preview} draws what they do. */
public enum AugmentationPreset {
    /** The central crop, always the same. */
    NONE(ours("none was asked for")),
    /** The central crop, mirrored half of the time. */
    FLIP(ours("mirrored alone was asked for")),
    /** Random crops of 35 % of the area or more, of proportions from 3/4 to 4/3, mirrored half of the time. */
    CROP(ours("GoogLeNet's crops, but of a third or more: there are few pictures")),
    /**
     * Random crops of 20 % of the area or more, mirrored half of the time, turned by up to 15° and slanted
     * by up to 0.1, lighter or darker by up to 0.15 of the range, of up to 30 % more or less contrast, and
     * each channel moved by normal noise of deviation 0.06 and stretched by 10 %.
     */
    STRONG(ours("crops, turns and light, for few pictures and many epochs"));

    private static final double DEGREE = Math.PI / 180;

    private final Origin origin;

    AugmentationPreset(Origin origin) {
        this.origin = origin;
    }

    Origin origin() {
        return origin;
    }

    /** Whether training pictures are read wider than the model sees them, for crops. */
    boolean crops() {
        return this == CROP || this == STRONG;
    }

    /** In order, for values that the input specification has normalised. */
    List<Augmentation> of(InputSpec view) {
        return switch (this) {
            case NONE -> List.of();
            case FLIP -> List.of(new PadCropFlip(0, Flip.HORIZONTAL));
            case CROP -> List.of(crop(view, 0.35));
            case STRONG -> strong(view);
        };
    }

    private static List<Augmentation> strong(InputSpec view) {
        double grey = (0.5 - view.mean()) / view.deviation();
        double range = 1 / view.deviation();
        return List.of(
                crop(view, 0.2),
                new RandomAffine(0, 0.1, 15 * DEGREE, 0, ShearAxis.ONE_OF_THREE, Flip.NEVER, grey),
                new ColourJitter(0.06 * range, 0.1, 0, 0, grey, 0.001 * range),
                new Brightness(0.3, 0.15 * range));
    }

    private static Augmentation crop(InputSpec view, double leastArea) {
        return new RandomResizedCrop(view.side(), leastArea, 4.0 / 3, Flip.HORIZONTAL);
    }
}
