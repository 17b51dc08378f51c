namespace Berth.AgentProtocol.Tests;

public sealed class TcsFrameTests
{
    [Fact]
    public void Header_lines_a_blank_line_and_the_json()
    {
        var text = TcsFrame.Write([new("X-Amz-Date", "20260501T090000Z"), new("Authorization", "AWS4-HMAC-SHA256 …")], "{\"a\":\"b\"}");
        Assert.Equal("Authorization: AWS4-HMAC-SHA256 …\r\nX-Amz-Date: 20260501T090000Z\r\n\r\n{\"a\":\"b\"}", text);
        var (headers, json) = TcsFrame.Read(text)!.Value;
        Assert.Equal(("20260501T090000Z", "{\"a\":\"b\"}"), (headers["x-amz-date"], json));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Host: a\r\n")]
    [InlineData("{}")]
    public void Without_a_blank_line_it_is_no_frame(string text) => Assert.Null(TcsFrame.Read(text));
}
