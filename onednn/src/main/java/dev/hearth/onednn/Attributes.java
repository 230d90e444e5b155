package dev.hearth.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_add;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_clip;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_elu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_linear;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_logistic;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_tanh;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_binary;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_eltwise;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_post_ops;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_scratchpad_mode;
import static org.bytedeco.dnnl.global.dnnl.dnnl_scratchpad_mode_user;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;

/**
 * What follows an operation in its own loop, and scratch memory that the caller owns: with the library's, one
 * primitive computed by two threads gives wrong numbers.
 */
final class Attributes {

    private final dnnl_primitive_attr made = new dnnl_primitive_attr();
    private final dnnl_post_ops after = new dnnl_post_ops();
    private final List<Plan.Argument> arguments = new ArrayList<>();
    private int count;

    Attributes(NativeObjects objects) {
        OneDnn.check(dnnl_primitive_attr_create(made), "attributes");
        objects.keep(made, each -> dnnl_primitive_attr_destroy(each));
        OneDnn.check(
                dnnl_primitive_attr_set_scratchpad_mode(made, dnnl_scratchpad_mode_user),
                "attributes");
        OneDnn.check(dnnl_post_ops_create(after), "attributes");
        objects.keep(after, each -> dnnl_post_ops_destroy(each));
    }

    void add(dnnl_memory_desc layout, Plan.Argument addend) {
        OneDnn.check(dnnl_post_ops_append_binary(after, dnnl_binary_add, layout), "sum");
        count++;
        int id = DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE * count | DNNL_ARG_SRC_1;
        arguments.add(new Plan.Argument(id, addend.value(), addend.constant(), null));
    }

    /**
     * Appends an activation.
     *
     * @param floats whether its result stays in float32
     */
    void then(Activation function, boolean floats) {
        if (!function.isNone()) {
            OneDnn.check(
                    dnnl_post_ops_append_eltwise(
                            after, kind(function, floats), function.alpha(), function.beta()),
                    "activation");
            count++;
        }
    }

    /** oneDNN's number for an activation. */
    static int kind(Activation function, boolean floats) {
        return switch (function.kind()) {
            case NONE -> dnnl_eltwise_linear;
            case RELU -> dnnl_eltwise_relu;
            case CLIP -> dnnl_eltwise_clip;
            case SIGMOID -> dnnl_eltwise_logistic;
            case TANH -> dnnl_eltwise_tanh;
            case ELU -> {
                if (floats) {
                    // e^x − 1, off by 3e-4 of itself at −1e-4; rounded to bfloat16 that is not
                    // seen.
                    throw GraphReader.unknown("operators that it computes right", "Elu in float32");
                }
                yield dnnl_eltwise_elu;
            }
        };
    }

    dnnl_primitive_attr made() {
        OneDnn.check(dnnl_primitive_attr_set_post_ops(made, after), "attributes");
        return made;
    }

    /** For what follows. */
    List<Plan.Argument> arguments() {
        return arguments;
    }
}
