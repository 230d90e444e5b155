package dev.hearth.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.nn.Layer;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Layers;
import dev.hearth.zoo.ModelRegistry;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class StageDiagramTest {

    static Stream<String> inceptions() {
        return ModelRegistry.models().keySet().stream()
                .filter(name -> name.startsWith("inception"));
    }

    private static Element svg(String name) throws Exception {
        String html = StageDiagram.html(name, ModelRegistry.models().get(name));
        String svg = html.substring(html.indexOf("<svg"), html.indexOf("</svg>") + 6);
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)))
                .getDocumentElement();
    }

    private static List<Element> all(Element svg, String tag, String kind) {
        NodeList found = svg.getElementsByTagName(tag);
        List<Element> kept = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            Element one = (Element) found.item(i);
            if (one.getAttribute("class").equals(kind)) {
                kept.add(one);
            }
        }
        return kept;
    }

    private static double number(Element of, String attribute) {
        return Double.parseDouble(of.getAttribute(attribute));
    }

    @ParameterizedTest
    @CsvSource({
        "inception-v4, stem/4 × inception-a/reduction-a/7 × inception-b/reduction-b/3 × inception-c",
        "inception-resnet-v1, stem/5 × inception-resnet-a/reduction-a/10 × inception-resnet-b",
        "inception-resnet-v2, stem/5 × inception-resnet-a/reduction-a/10 × inception-resnet-b",
    })
    void the_stages_stand_in_the_papers_order(String name, String stages) throws Exception {
        List<String> names =
                all(svg(name), "text", "name").stream().map(Element::getTextContent).toList();
        assertThat(names).startsWith(stages.split("/")).last().isEqualTo("head: linear, 1000");
    }

    @Test
    void a_stage_tells_what_it_gives_and_what_it_costs() throws Exception {
        Element svg = svg("inception-v4");
        assertThat(all(svg, "text", "out"))
                .extracting(Element::getTextContent)
                .containsSequence("384×35×35", "384×35×35", "1024×17×17", "1024×17×17", "1536×8×8");
        assertThat(all(svg, "text", "cost").get(1).getTextContent())
                .isEqualTo("1.27 M parameters, 1.55 G multiply-adds");
        assertThat(svg.getElementsByTagName("desc").item(0).getTextContent())
                .contains("4 × inception-a: 4 branches (avg, 3×3 then 1×1, 96; 1×1, 96; ")
                .contains("gives 384×35×35, 1,270,528 parameters, 1,550,438,400 multiply-adds");
    }

    @ParameterizedTest
    @MethodSource("inceptions")
    void bars_are_shares_of_the_whole_and_nothing_leaves_its_stage(String name) throws Exception {
        Element svg = svg(name);
        double whole = 0;
        for (Element bar : all(svg, "rect", "share")) {
            whole += number(bar, "width");
        }
        assertThat(whole).as("the width inside").isBetween(299.0, 303.0);
        String[] box = svg.getAttribute("viewBox").split(" ");
        List<Element> stages = all(svg, "rect", "stage");
        for (String kind : List.of("conv", "pool", "other", "joint")) {
            for (Element piece : all(svg, "rect", kind)) {
                assertThat(stages)
                        .as(piece.getTextContent())
                        .anySatisfy(
                                stage -> {
                                    assertThat(number(piece, "x"))
                                            .isGreaterThan(number(stage, "x"));
                                    assertThat(number(piece, "x") + number(piece, "width"))
                                            .isLessThan(
                                                    number(stage, "x") + number(stage, "width"));
                                    assertThat(number(piece, "y"))
                                            .isGreaterThan(number(stage, "y"));
                                    assertThat(number(piece, "y") + number(piece, "height"))
                                            .isLessThan(
                                                    number(stage, "y") + number(stage, "height"));
                                });
            }
        }
        Element last = stages.get(stages.size() - 1);
        assertThat(number(last, "y") + number(last, "height"))
                .isLessThan(Double.parseDouble(box[3]));
    }

    @ParameterizedTest
    @MethodSource("inceptions")
    void those_who_cannot_see_it_are_told(String name) throws Exception {
        Element svg = svg(name);
        assertThat(svg.getAttribute("role")).isEqualTo("img");
        for (String id : svg.getAttribute("aria-labelledby").split(" ")) {
            assertThat(Stream.of("title", "desc"))
                    .anySatisfy(
                            tag -> {
                                Element told = (Element) svg.getElementsByTagName(tag).item(0);
                                assertThat(told.getAttribute("id")).isEqualTo(id);
                                assertThat(told.getTextContent()).isNotBlank();
                            });
        }
    }

    @Test
    void a_shortcut_tells_its_scale_and_normalisation_belongs_to_its_box() {
        Layer block =
                Layers.residual(
                        0.17,
                        Layers.sequence(
                                Layers.conv(8, 3).noBias(),
                                Layers.batchNorm(),
                                Layers.relu(),
                                Layers.conv(16, 1)));
        assertThat(DiagramNode.of(block, new Shape.Image(16, 8, 8)).words())
                .isEqualTo("x + 0.17·(3×3, 8 then 1×1 linear, 16)");
        assertThat(DiagramNode.of(Layers.sequence(Layers.relu()), new Shape.Vector(4)).words())
                .isEqualTo("nothing");
    }
}
