package dev.hearth.papers.fmp;

import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.data.Augment;
import dev.hearth.data.augment.Affine;
import dev.hearth.data.augment.Colour;
import dev.hearth.data.augment.Shift;
import dev.hearth.train.optim.DampedNesterov;
import dev.hearth.train.optim.Sgd;
import dev.hearth.train.recipe.Corpus;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Preparation;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.schedule.Graham;
import dev.hearth.train.schedule.Progress;
import dev.hearth.zoo.fmp.FmpNet;
import dev.hearth.zoo.fmp.Start;
import java.util.List;

/** How the nets are trained: as the author's public code has it, and a shorter way. */
final class FmpRecipes {

    private FmpRecipes() {}

    /** What the shorter way leaves open. */
    record Length(Corpus corpus, int batch, int epochs, double rate, double decay) {}

    /**
     * As published, where it is known. The code's rate 0.003 is for gradients that are summed over a
     * batch; the optimiser here follows their mean.
     */
    static Recipe published(
            String name,
            FmpNet net,
            String set,
            int batch,
            int epochs,
            double decay,
            List<Augment> augmentation) {
        return Recipe.named(name)
                .corpus(new Corpus(set, 0, 0), paper("§3"))
                .preparation(field(net, set), paper("§3; SparseConvNet, OpenCVPicture.cpp"))
                .model(net, paper("§3; SparseConvNet, NetworkArchitectures.cpp"))
                .optimizer(
                        new DampedNesterov(0.99), paper("SparseConvNet, NetworkInNetworkLayer.cu"))
                .rate(
                        new Graham(0.003 * batch, decay, Progress.STAIRCASE),
                        paper("SparseConvNet: 0.003 on the sum over a batch"))
                .batch(batch, paper("SparseConvNet"))
                .epochs(
                        epochs,
                        set.startsWith("cifar")
                                ? paper("SparseConvNet")
                                : ours("not printed; as many as the small CIFAR-10 net"))
                .augment(
                        augmentation,
                        augmentation.isEmpty()
                                ? paper("§3: none")
                                : paper("cifar10big.cpp; its last 10 epochs without"))
                .build();
    }

    /** What two cores can do. */
    static Recipe reduced(
            String name, FmpNet net, String set, Length length, List<Augment> augmentation) {
        Origin budget = ours("budget");
        return Recipe.named(name)
                .corpus(length.corpus(), budget)
                .preparation(field(net, set), paper("§3: in the middle of a field of zeros"))
                .augment(
                        augmentation,
                        augmentation.isEmpty()
                                ? ours("none")
                                : paper("SparseConvNet, cifar10big.cpp; shift by the field"))
                .model(
                        net.starting(Start.NEUTRAL),
                        ours("narrow for the budget; variance 1.8/fan_in starts sooner"))
                .optimizer(new Sgd(0.9), ours("learns more in few epochs than 0.99 damped"))
                .rate(
                        new Graham(length.rate(), length.decay(), Progress.STAIRCASE),
                        ours("the paper's form; found on MNIST with k = 8"))
                .batch(length.batch(), ours("more steps in a small budget"))
                .epochs(length.epochs(), budget)
                .build();
    }

    /** MNIST and drawn digits are 0 around; CIFAR becomes (byte − 128)/128. */
    private static Preparation field(FmpNet net, String set) {
        int side = net.in(1).height();
        return set.startsWith("cifar")
                ? new Preparation.Centred(side, 128 / 255.0, 255 / 128.0)
                : new Preparation.Centred(side, 0, 1);
    }

    /** In units of (byte − 128)/128, where the field is 0. */
    static List<Augment> augmentation(int shift) {
        return List.of(
                Affine.cifar10(0),
                new Colour(25 / 128.0, 0, 2 / 128.0, 2 / 128.0, 0, 2 / 128.0),
                new Shift(shift, 0));
    }
}
