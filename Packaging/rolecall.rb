# The formula for Homebrew. Packaging/make-formula fills in the addresses and the checksums of a release.
class Rolecall < Formula
  desc "Audit a Salesforce org's metadata against a vendor's installation guide"
  homepage "@REPOSITORY@"
  version "@VERSION@"
  license "MIT"

  on_macos do
    depends_on arch: :arm64
    depends_on "libarchive"
    depends_on "libxml2"

    url "@REPOSITORY@/releases/download/v@VERSION@/rolecall-@VERSION@-macos-arm64.tar.gz"
    sha256 "@SHA256:macos-arm64@"
  end

  on_linux do
    on_intel do
      url "@REPOSITORY@/releases/download/v@VERSION@/rolecall-@VERSION@-linux-x86_64.tar.gz"
      sha256 "@SHA256:linux-x86_64@"
    end

    on_arm do
      url "@REPOSITORY@/releases/download/v@VERSION@/rolecall-@VERSION@-linux-arm64.tar.gz"
      sha256 "@SHA256:linux-arm64@"
    end
  end

  def install
    bin.install "rolecall"
    man1.install Dir["man/man1/*.1"]
    generate_completions_from_executable(bin/"rolecall", "--generate-completion-script")
  end

  test do
    assert_equal version.to_s, shell_output("#{bin}/rolecall --version").strip
    assert_match "liveperson-connector", shell_output("#{bin}/rolecall guide list")
  end
end
