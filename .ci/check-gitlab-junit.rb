# Reads a JUnit report with the library that GitLab reads it with, and looks at it as GitLab does: a verdict must come
# out as text, or the whole report is shown as an error.
require "active_support"
require "active_support/core_ext/hash/conversions"
require "json"

report, counts_file = ARGV
suites = [Hash.from_xml(File.read(report)).fetch("testsuites").fetch("testsuite")].flatten
cases = suites.flat_map { |suite| [suite.fetch("testcase")].flatten }
found = Hash.new(0)
cases.each do |test_case|
  verdict = %w[failure error skipped].find { |key| test_case.key?(key) }
  text = verdict && test_case[verdict]
  abort "#{report}: #{test_case["name"]}: #{verdict} is a #{text.class}, not text" if verdict && !text.is_a?(String)
  found[verdict || "success"] += 1 unless test_case.fetch("classname").end_with?(".input")
end

counts = JSON.parse(File.read(counts_file)).fetch("counts")
expected = {
  "success" => counts["passed"], "failure" => counts["failed"], "error" => counts["unknown"],
  "skipped" => counts.values_at("waived", "notApplicable", "recommended", "manual").sum
}.reject { |_, count| count.zero? }
abort "#{report}: GitLab counts #{found}, not #{expected}" unless found == expected
