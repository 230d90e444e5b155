package dev.hearth.train.task;

import dev.hearth.data.Pixels;
import dev.hearth.nn.Shape;
import dev.hearth.train.recipe.GameRecipe;

/** Whether two nets fit the images and one another. */
final class NetShapes {

    private NetShapes() {}

    static void check(GameRecipe recipe, Shape out, Pixels pixels) {
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
