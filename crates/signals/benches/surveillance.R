# R's surveillance on the first series of a file of counts (a column for each series): prints the processor seconds of one test of the last
# week of each, then the bounds.
suppressWarnings(suppressMessages(library(surveillance)))
arguments <- commandArgs(trailingOnly = TRUE)
counts <- as.matrix(read.csv(arguments[1]))[, seq_len(as.integer(arguments[2])), drop = FALSE]
series <- sts(counts, frequency = 52, start = c(2010, 1))
control <- list(range = nrow(counts), b = 4, w = 3, noPeriods = 10, weightsThreshold = 2.58, pastWeeksNotIncluded = 26,
                pThresholdTrend = 1, alpha = 0.01, thresholdMethod = "nbPlugin", glmWarnings = FALSE)
spent <- system.time(result <- suppressWarnings(farringtonFlexible(series, control)))
cat(spent[["user.self"]] + spent[["sys.self"]], "\n")
cat(as.vector(upperbound(result)), "\n")
