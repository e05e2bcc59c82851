"""Statistics: arrays and frames in, results out; they know no table, no model, no benchmark."""
