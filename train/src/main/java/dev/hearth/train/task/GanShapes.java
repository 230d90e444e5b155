package dev.hearth.train.task;

import dev.hearth.data.ImageShape;
import dev.hearth.nn.Shape;
import dev.hearth.train.recipe.GanRecipe;

/** Whether two nets fit the images and one another. */
final class GanShapes {

    private GanShapes() {}

    static void check(GanRecipe recipe, Shape out, ImageShape pixels) {
        if (out.count() != pixels.count()) {
            throw new IllegalArgumentException(
                    "The generator of "
                            + recipe.name()
                            + " needs "
                            + pixels.count()
                            + " outputs for images of "
                            + pixels
                            + ". Received: "
                            + out
                            + ". Give the last layer as many units.");
        }
        Shape answer = recipe.discriminator().value().out(out);
        if (answer.count() != 1) {
            throw new IllegalArgumentException(
                    "The discriminator of "
                            + recipe.name()
                            + " needs one output, a logit. Received: "
                            + answer
                            + ". End it with Linear(1).");
        }
    }
}
