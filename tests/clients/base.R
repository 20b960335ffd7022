# Read the CSV tables of a release with read.csv alone: Rscript base.R RELEASE DAYS
# DAYS is a file with a line "table,column" for each column of dates. Prints JSON.
given <- commandArgs(trailingOnly = TRUE)
days <- read.csv(given[2], header = FALSE, col.names = c("table", "column"))

quoted <- function(text) ifelse(is.na(text), "null", paste0('"', text, '"'))
object <- function(names, values) paste0("{", paste(sprintf('"%s": %s', names, values), collapse = ", "), "}")

facts <- function(path) {
  name <- sub("\\.csv$", "", basename(path))
  frame <- read.csv(path, na.strings = "", encoding = "UTF-8", colClasses = NA, stringsAsFactors = FALSE)
  dated <- days$column[days$table == name]
  days_of <- vapply(dated, function(column) {
    as_day <- as.Date(as.character(frame[[column]]), format = "%Y-%m-%d")
    paste0("[", paste(quoted(format(as_day)), collapse = ", "), "]")
  }, "")
  if (nrow(frame) == 0) days_of[] <- "[]"
  nulls <- vapply(frame, function(column) sum(is.na(column)), 0L)
  value <- if ("value" %in% names(frame)) format(sum(frame$value, na.rm = TRUE), scientific = FALSE) else "null"
  object(c("rows", "value", "nulls", "dates"),
         c(nrow(frame), value, object(names(frame), nulls), object(dated, days_of)))
}

paths <- list.files(file.path(given[1], "data"), full.names = TRUE)
tables <- vapply(paths, facts, "")
cat(object("csv", object(sub("\\.csv$", "", basename(paths)), tables)), "\n")
