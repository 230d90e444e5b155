package consumer;

import dev.hearth.onnx.OnnxNet;
import dev.hearth.tensor.Scope;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Trains a classifier at the start; every request is answered by ONNX Runtime, which threads may share. */
@SpringBootApplication
public class Application {

    public static void main(String[] arguments) {
        SpringApplication.run(Application.class, arguments);
    }

    @Bean
    OnnxNet net() {
        try (Scope run = Scope.open()) {
            return OnnxNet.open(Main.exported(Main.trained()), 1);
        }
    }

    @RestController
    static class Classifier {
        private final OnnxNet net;

        Classifier(OnnxNet net) {
            this.net = net;
        }

        @GetMapping("/classify")
        String classify(@RequestParam("grey") int grey) {
            return Main.onnx(net).classify(Main.picture(grey)).best().className();
        }
    }
}
