# R's exact tests of the cases in a file, a line each: kind, side, first numbers, second numbers or -.
p <- function(kind, side, a, b) {
  alternative <- if (side == "two-sided") "two.sided" else side
  switch(kind,
    WILCOXON = wilcox.test(a, exact = TRUE, alternative = alternative)$p.value,
    MANN_WHITNEY = wilcox.test(a, b, exact = TRUE, alternative = alternative)$p.value,
    FISHER = fisher.test(matrix(c(a[1], a[2] - a[1], b[1], b[2] - b[1]), 2), alternative = alternative)$p.value,
    BINOMIAL = binom.test(a[1], a[2], b[1] / b[2], alternative = alternative)$p.value,
    KOLMOGOROV_SMIRNOV = ks.test(a, b, exact = TRUE)$p.value,
    "-")
}
numbers <- function(text) if (text == "-") numeric() else as.numeric(strsplit(text, ",")[[1]])
cat(paste0("R ", R.version$major, ".", R.version$minor), "\n", sep = "")
for (line in readLines(commandArgs(trailingOnly = TRUE)[1])) {
  part <- strsplit(line, "\t")[[1]]
  value <- tryCatch(suppressWarnings(p(part[1], part[2], numbers(part[3]), numbers(part[4]))),
    error = function(failure) "refused")
  cat(if (is.character(value)) value else format(value, digits = 15), "\n", sep = "")
}
