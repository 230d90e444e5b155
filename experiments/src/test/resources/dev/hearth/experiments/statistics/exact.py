"""SciPy's exact tests of the cases in a file, a line each: kind, side, first numbers, second numbers or -."""
import sys
import warnings

import numpy
import scipy
from scipy import stats

warnings.simplefilter("ignore")


def p(kind, side, a, b):
    whole = [int(v) for v in a + b]
    if kind == "WILCOXON":
        return stats.wilcoxon(a, method="exact", alternative=side).pvalue
    if kind == "MANN_WHITNEY":
        return stats.mannwhitneyu(a, b, method="exact", alternative=side).pvalue
    if kind == "FISHER":
        table = [[whole[0], whole[1] - whole[0]], [whole[2], whole[3] - whole[2]]]
        return stats.fisher_exact(table, alternative=side)[1]
    if kind == "BINOMIAL":
        return stats.binomtest(whole[0], whole[1], b[0] / b[1], alternative=side).pvalue
    if kind == "BOSCHLOO":
        table = [[whole[0], whole[2]], [whole[1] - whole[0], whole[3] - whole[2]]]
        return stats.boschloo_exact(table, alternative=side, n=256).pvalue
    if kind == "KOLMOGOROV_SMIRNOV":
        return stats.ks_2samp(a, b, method="exact").pvalue
    if kind == "SIGNS":
        return stats.permutation_test((a,), numpy.sum, permutation_type="samples", n_resamples=numpy.inf,
                                      alternative=side).pvalue
    return stats.permutation_test((a, b), lambda x, y: numpy.mean(x) - numpy.mean(y),
                                  permutation_type="independent", n_resamples=numpy.inf,
                                  alternative=side).pvalue


print("SciPy " + scipy.__version__)
for line in open(sys.argv[1]):
    kind, side, first, second = line.rstrip("\n").split("\t")
    numbers = [[float(v) for v in part.split(",")] if part != "-" else [] for part in (first, second)]
    try:
        print(repr(float(p(kind, side, *numbers))))
    except Exception as failure:
        print(failure, file=sys.stderr)
        print("refused")
