package dev.hearth.peers.presets;

import dev.hearth.peers.plan.Burst;
import dev.hearth.peers.plan.Net;
import dev.hearth.peers.plan.PeerProtocol;
import dev.hearth.peers.plan.Plan;
import dev.hearth.peers.plan.Weight;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The process of the presets: a {@code PointerScope} a step, libtorch's optimisers. */
public final class PresetsPeer {

    private PresetsPeer() {}

    /**
     * The entry.
     *
     * @param arguments the plan's folder
     * @throws IOException if the driver cannot be heard
     */
    public static void main(String[] arguments) throws IOException {
        PeerProtocol.serve(arguments, System.getProperty("peer.version"), PresetsPeer::stretch);
    }

    private static Burst stretch(Plan plan) {
        torch.set_num_threads(plan.threads());
        openblas.blas_set_num_threads(plan.threads());
        torch.manual_seed(1);
        return switch (plan.kind()) {
            case TRAIN -> training(plan);
            case INFERENCE -> inference(plan);
            case POOL -> pool(plan);
            case GAME -> game(plan);
        };
    }

    private static List<Tensor> arrays(Net net) {
        List<Tensor> arrays = new ArrayList<>();
        for (Weight weight : net.weights()) {
            Tensor array = Tensor.create(weight.values(), weight.extents());
            arrays.add(weight.learned() ? array.set_requires_grad(true) : array);
        }
        return arrays;
    }

    private static Optimizer optimizer(Plan plan, Net net, List<Tensor> arrays) {
        TensorVector learned = new TensorVector();
        for (int i = 0; i < arrays.size(); i++) {
            if (net.weights().get(i).learned()) {
                learned.push_back(arrays.get(i));
            }
        }
        return switch (plan.method()) {
            case SGD -> new SGD(learned, new SGDOptions(plan.rate()));
            case MOMENTUM -> {
                SGDOptions options = new SGDOptions(plan.rate());
                options.momentum().put(plan.momentum());
                yield new SGD(learned, options);
            }
            case ADAM -> new Adam(learned, new AdamOptions(plan.rate()));
        };
    }

    private static Tensor labels(int[] labels) {
        long[] wide = new long[labels.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = labels[i];
        }
        return Tensor.create(wide, wide.length);
    }

    private static Burst training(Plan plan) {
        List<Tensor> arrays = arrays(plan.net());
        Optimizer optimizer = optimizer(plan, plan.net(), arrays);
        PresetsAdapter dialect = new PresetsAdapter(true);
        return () -> {
            double sum = 0;
            for (int i = 0; i < plan.batches(); i++) {
                try (PointerScope turn = new PointerScope()) {
                    optimizer.zero_grad();
                    Tensor x = Tensor.create(plan.images().get(i), plan.shape());
                    Tensor logits = plan.net().say(dialect, x, arrays);
                    Tensor loss = torch.cross_entropy(logits, labels(plan.labels().get(i)));
                    loss.backward();
                    optimizer.step();
                    sum += loss.item_float();
                }
            }
            return sum / plan.batches();
        };
    }

    private static Burst inference(Plan plan) {
        List<Tensor> arrays = arrays(plan.net());
        PresetsAdapter dialect = new PresetsAdapter(false);
        return () -> {
            try (PointerScope turn = new PointerScope();
                    NoGradGuard quiet = new NoGradGuard()) {
                Tensor x = Tensor.create(plan.images().get(0), plan.shape());
                Tensor logits = plan.net().say(dialect, x, arrays).contiguous();
                float[] values = new float[(int) logits.numel()];
                logits.data_ptr_float().get(values);
                return Burst.square(values);
            }
        };
    }

    private static Burst pool(Plan plan) {
        long[] shape = plan.shape();
        long[] out = {plan.out(), plan.out()};
        Tensor x = Tensor.create(plan.images().get(0), shape);
        Tensor gradient = torch.ones(shape[0], shape[1], plan.out(), plan.out());
        Tensor offsets = torch.rand(shape[0], shape[1], 2);
        double share = pooled(x, out, offsets, gradient).sum().item_double() / gradient.numel();
        return () -> {
            try (PointerScope turn = new PointerScope()) {
                pooled(x, out, offsets, gradient);
                return share;
            }
        };
    }

    private static Tensor pooled(Tensor x, long[] out, Tensor offsets, Tensor gradient) {
        Tensor leaf = x.detach().set_requires_grad(true);
        Tensor y = torch.fractional_max_pool2d(leaf, new long[] {2, 2}, out, offsets).get0();
        y.backward(gradient, new BoolOptional(), false, new TensorArrayRefOptional());
        return leaf.grad();
    }

    private static Tensor loss(Tensor logits, double target) {
        return torch.binary_cross_entropy_with_logits(
                logits, torch.full_like(logits, new Scalar(target)));
    }

    private static Burst game(Plan plan) {
        Net generator = plan.nets().get(0);
        Net discriminator = plan.nets().get(1);
        List<Tensor> forger = arrays(generator);
        List<Tensor> judge = arrays(discriminator);
        Optimizer forging = optimizer(plan, generator, forger);
        Optimizer judging = optimizer(plan, discriminator, judge);
        PresetsAdapter dialect = new PresetsAdapter(true);
        return () -> {
            double sum = 0;
            for (int i = 0; i < plan.batches(); i++) {
                try (PointerScope turn = new PointerScope()) {
                    Tensor noise = Tensor.create(plan.noise().get(i), plan.batch(), 100);
                    Tensor images = Tensor.create(plan.images().get(i), plan.shape());
                    Tensor fakes = generator.say(dialect, noise, forger);
                    forging.zero_grad();
                    Tensor forged = loss(discriminator.say(dialect, fakes, judge), 1);
                    forged.backward();
                    judging.zero_grad();
                    Tensor ofReal = loss(discriminator.say(dialect, images, judge), 1);
                    Tensor ofFakes = loss(discriminator.say(dialect, fakes.detach(), judge), 0);
                    Tensor judged = ofReal.add(ofFakes).mul(new Scalar(0.5));
                    judged.backward();
                    forging.step();
                    judging.step();
                    sum += judged.item_float() + forged.item_float();
                }
            }
            return sum / plan.batches();
        };
    }
}
