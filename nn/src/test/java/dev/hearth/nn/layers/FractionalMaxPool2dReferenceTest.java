package dev.hearth.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.nn.ReferenceCase;
import dev.hearth.tensor.DType;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.PoolRegions;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** PyTorch's own variant: pseudorandom, overlapping, 2 wide, an offset a channel. */
class FractionalMaxPool2dReferenceTest {

    static List<ReferenceCase> cases() {
        return ReferenceCase.all("fractional_max_pool2d_pytorch.json");
    }

    private static double[] numbers(JsonNode node) {
        double[] values = new double[node.get("data").size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = node.get("data").get(i).doubleValue();
        }
        return values;
    }

    private static long[] shape(JsonNode node) {
        long[] shape = new long[node.get("shape").size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = node.get("shape").get(i).longValue();
        }
        return shape;
    }

    /** PyTorch's samples hold the width's u first. */
    private static PoolRegions spans(JsonNode samples, int in, int out, int which) {
        double[] u = numbers(samples);
        RegionBounds[] planes = new RegionBounds[u.length / 2];
        for (int plane = 0; plane < planes.length; plane++) {
            planes[plane] =
                    AxisRegions.pseudorandom(
                                    in,
                                    out,
                                    RegionOverlap.OVERLAPPING,
                                    RegionConvention.AUTHOR_CODE,
                                    u[2 * plane + which])
                            .bounds();
        }
        return RegionBounds.spans(in, planes);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agrees_with_pytorch_to_the_last_digit(ReferenceCase reference) {
        JsonNode node = reference.node();
        int out = node.get("output_size").intValue();
        long[] shape = shape(node.get("input"));
        PoolRegions rows = spans(node.get("samples"), (int) shape[2], out, 1);
        PoolRegions columns = spans(node.get("samples"), (int) shape[3], out, 0);
        double[] gradient = numbers(node.get("output_gradient"));
        for (DType type : new DType[] {DType.FLOAT64, DType.FLOAT32}) {
            try (var scope = Scope.open()) {
                Tensor x = Tensor.of(numbers(node.get("input")), shape).to(type).requireGrad();
                Tensor y = Functional.maxPoolRegions(x, rows, columns);
                long[] outShape = shape(node.get("output"));
                assertThat(y.shape()).isEqualTo(outShape);
                Tensor expected = Tensor.of(numbers(node.get("output")), outShape).to(type);
                assertThat(y.toDoubles()).containsExactly(expected.toDoubles());
                y.backward(Tensor.of(gradient, outShape).to(type));
                double[] got = x.grad().orElseThrow().toDoubles();
                double[] wanted = numbers(node.get("input_gradient"));
                // Nine digits are given: half of the ninth, in up to four terms and their sum.
                double tolerance = type == DType.FLOAT64 ? 2.5e-8 : 1e-6;
                for (int i = 0; i < got.length; i++) {
                    assertThat(Math.abs(got[i] - wanted[i])).isLessThanOrEqualTo(tolerance);
                }
            }
        }
    }
}
