package dev.hearth.experiments.report;

import dev.hearth.nn.layers.Stages;
import dev.hearth.zoo.ModelRegistry;
import java.util.Locale;

/** A net from its input to its output: a row a stage, with what it costs as bars. */
final class StageBars {

    private StageBars() {}

    static String html(String name, ModelRegistry.Entry model) {
        Stages table = Stages.of(model.layer(), model.in(), Stages.Detail.STAGES);
        long work = 0;
        long parameters = 0;
        for (Stages.Stage stage : table.rows()) {
            work += stage.cost().multiplyAdds();
            parameters += stage.cost().parameters();
        }
        StringBuilder page = new StringBuilder();
        page.append("<details class=\"net\"><summary>")
                .append(Html.text(name))
                .append(": ")
                .append(Html.text(model.about()))
                .append(String.format(Locale.ROOT, " (%,d parameters)", parameters))
                .append("</summary>\n<div class=\"wide\"><table><thead><tr>")
                .append("<th scope=\"col\">stage</th><th scope=\"col\">layer</th>")
                .append("<th scope=\"col\">gives</th><th scope=\"col\">multiply-adds</th>")
                .append("<th scope=\"col\">parameters</th></tr></thead>\n<tbody>\n");
        page.append("<tr><td></td><td>input</td><td>")
                .append(Html.text(table.in().toString()))
                .append("</td><td></td><td></td></tr>\n");
        for (Stages.Stage stage : table.rows()) {
            page.append("<tr><td>")
                    .append(Html.text(stage.name()))
                    .append("</td><td>")
                    .append(Html.text(stage.form()))
                    .append("</td><td>")
                    .append(Html.text(stage.out().toString()))
                    .append("</td>")
                    .append(bar(stage.cost().multiplyAdds(), work))
                    .append(bar(stage.cost().parameters(), parameters))
                    .append("</tr>\n");
        }
        return page.append("</tbody></table></div></details>\n").toString();
    }

    private static String bar(long part, long whole) {
        double share = whole == 0 ? 0 : 100.0 * part / whole;
        return String.format(
                Locale.ROOT,
                "<td class=\"bar\"><span class=\"fill\" style=\"width:%.1f%%\"></span>"
                        + "<span>%,d</span></td>",
                share,
                part);
    }
}
