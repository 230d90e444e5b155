package dev.hearth.papers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.RecipeJson;
import dev.hearth.train.recipe.RunSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code recipe.json} and hashes as an earlier release wrote them, with the names that types had then. */
class EarlierRecipesTest {

    private static final RecipeJson JSON = Papers.recipeJson();

    private static String resource(String name) {
        try (InputStream file = EarlierRecipesTest.class.getResourceAsStream("earlier/" + name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PAPER-elu_mnist-5x256_RReLU",
                "PAPER-fmp_cifar-10_random-overlapping-regularised",
                "PAPER-gan_cifar-10_convolutional",
                "PAPER-inception_depth_wide-1",
                "PAPER-inception_optimizer_momentum-0.45",
                "PAPER-weightnorm_cifar-10_WN",
                "SHORT-elu_mnist-5x256_PReLU",
                "SHORT-elu_mnist-5x256_SReLU",
                "SHORT-gan_cifar-10_fully-connected",
                "SHORT-weightnorm_vae-mnist_plain",
                "SMOKE-elu_autoencoder_ELU-1e-2",
                "SMOKE-elu_cifar-10-11conv_ReLU",
                "SMOKE-gan_mnist-ours",
                "SMOKE-gan_ring_k-5",
                "SMOKE-inception_imagenet_inception-resnet-v1",
                "SMOKE-inception_imagenet_inception-resnet-v2",
                "SMOKE-inception_imagenet_inception-resnet-v2-released",
                "SMOKE-inception_imagenet_inception-v4",
                "SMOKE-weightnorm_draw_WN",
                "SMOKE-weightnorm_raiders_plain-at-0.002",
                "SMOKE-weightnorm_vae-cifar-10_plain"
            })
    void a_recipe_of_an_earlier_release_is_todays(String file) {
        RunSpec read = JSON.readAny(resource(file + ".json"));
        Budget budget = Budget.valueOf(file.substring(0, file.indexOf('-')));
        Map<String, RunSpec> today = Recipes.all(budget, set -> true);
        assertThat(read).isEqualTo(today.get(read.name()));
        assertThat(JSON.write(read)).doesNotContain("\"kind\"");
        assertThat(JSON.readAny(JSON.write(read))).isEqualTo(read);
        assertThat(JSON.hash(read)).isIn(hashes());
    }

    @Test
    void a_recipe_is_found_by_its_name() {
        for (String name :
                List.of(
                        "elu/mnist-8x128/ELU",
                        "gan/mnist-published",
                        "weightnorm/raiders/plain at 0.002")) {
            assertThat(Recipes.find(name, Budget.SMOKE, set -> true))
                    .contains(Recipes.all(Budget.SMOKE, set -> true).get(name));
        }
        assertThat(Recipes.find("elu/nothing", Budget.SMOKE, set -> true)).isEmpty();
    }

    private static Set<String> hashes() {
        return resource("hashes.txt").lines().collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void every_recipe_has_the_hash_that_it_had() {
        Set<String> today = new TreeSet<>();
        for (Budget budget : Budget.values()) {
            Recipes.all(budget, set -> true).values().forEach(r -> today.add(JSON.hash(r)));
        }
        assertThat(today).isEqualTo(hashes());
    }
}
