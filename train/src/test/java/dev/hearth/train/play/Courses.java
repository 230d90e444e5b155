package dev.hearth.train.play;

import static dev.hearth.nn.Layers.flatten;
import static dev.hearth.nn.Layers.linear;
import static dev.hearth.nn.Layers.relu;
import static dev.hearth.nn.Layers.sequence;

import dev.hearth.nn.Layer;
import dev.hearth.nn.Letters;
import dev.hearth.train.optim.Adamax;
import dev.hearth.train.play.TemporalDifference.Best;
import dev.hearth.train.play.TemporalDifference.Sum;
import dev.hearth.train.recipe.Knob;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.schedule.Constant;
import dev.hearth.train.schedule.Progress;
import dev.hearth.train.schedule.Ramp;
import java.util.List;

/** Courses that take a second or less. */
public final class Courses {

    /** Knows the games of the tests. */
    public static final CourseText TEXT =
            new CourseText(Letters.standard(), List.of(Raiders.class, Corridor.class));

    private Courses() {}

    private static <T> Knob<T> knob(T value) {
        return new Knob<>(value, Origin.ours("a test"));
    }

    /** A game whose values are known. */
    static Course corridor(Best best, int epochs, int updates) {
        return course(
                new Corridor(5, Depth.BITS), sequence(flatten(), linear(2)), best, epochs, updates);
    }

    /** The game that is shipped, with a tiny net. */
    public static Course raiders(int epochs, int updates) {
        Layer net = sequence(flatten(), linear(12), relu(), linear(4));
        return course(new Raiders(0.1), net, Best.TARGET, epochs, updates);
    }

    private static Course course(Game game, Layer net, Best best, int epochs, int updates) {
        return new Course(
                "test/" + game.name(),
                knob(game),
                knob(net),
                knob(Course.Beginning.AS_DRAWN),
                knob(new Acting(3, 1, 1)),
                knob(new Storage(600, 120)),
                knob(new TemporalDifference(0.8, best, 1, Sum.MEAN, 1, 20)),
                knob(new Adamax()),
                knob(new Constant(0.01)),
                knob(new Ramp(1, 0.1, 0, 1, Progress.SMOOTH)),
                knob(16),
                knob(new Length(epochs, updates)),
                knob(new Exam(6, 0.05, 80)));
    }
}
