package dev.hearth.data.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ImageNetClassesTest {

    private final ImageNetClasses classes = ImageNetClasses.read();

    @Test
    void there_are_a_thousand_in_the_order_of_their_synsets() {
        assertThat(classes.synsets()).hasSize(1000).isSorted().doesNotHaveDuplicates();
        assertThat(classes.words()).hasSize(1000).allMatch(words -> !words.isBlank());
        assertThat(classes.names()).doesNotHaveDuplicates();
    }

    @Test
    void well_known_labels_are_where_they_are_in_every_list() {
        assertThat(classes.names().get(0)).isEqualTo("n01440764 tench, Tinca tinca");
        assertThat(classes.words().get(1)).isEqualTo("goldfish, Carassius auratus");
        assertThat(classes.words().get(207)).isEqualTo("golden retriever");
        assertThat(classes.words().get(281)).isEqualTo("tabby, tabby cat");
        assertThat(classes.words().get(292)).isEqualTo("tiger, Panthera tigris");
        assertThat(classes.words().get(388)).startsWith("giant panda");
        assertThat(classes.words().get(430)).isEqualTo("basketball");
        assertThat(classes.words().get(504)).isEqualTo("coffee mug");
        assertThat(classes.words().get(954)).isEqualTo("banana");
        assertThat(classes.names().get(999))
                .isEqualTo("n15075141 toilet tissue, toilet paper, bathroom tissue");
    }

    @Test
    void words_that_two_classes_share_are_told_apart_by_the_synset() {
        assertThat(classes.words().get(134)).isEqualTo(classes.words().get(517)).isEqualTo("crane");
        assertThat(classes.label("n02012849")).hasValue(134);
        assertThat(classes.label("n03126707")).hasValue(517);
        assertThat(classes.label("n00000000")).isEmpty();
    }
}
