extension MessageExamples {
    /// What people ask before and after they buy.
    static let questions = """
        0 store What time do you open tomorrow?
        0 store are you open during the holidays
        0 store Where is your nearest branch?
        0 store Do you have a showroom where I can try it?
        0 delivery Do you deliver to Ireland?
        0 delivery How much is shipping to Canada?
        0 delivery how long does standard delivery take
        0 delivery Is next-day delivery available?
        0 delivery Can you ship to a pickup point?
        0 delivery do you deliver on sundays
        0 delivery Is there a minimum order for free shipping?
        0 product What material is this bag made of?
        0 product Is this jacket warm enough for winter?
        0 product does it work with windows 11
        0 product How big is the small size in centimetres?
        0 product can i put the pan in the dishwasher
        0 product Is the cream suitable for babies?
        0 product What colours is the scarf available in?
        0 product How do I assemble the shelf?
        0 product how do you clean this thing
        0 product What is the battery life of the speaker?
        0 product Are these gluten free?
        0 product which one is better for running, the red or the black
        0 product does it have bluetooth
        0 product Could you tell me the dimensions of the wardrobe?
        0 product I want to know whether this lens fits my camera.
        0 product Hi, I have a question about the material of the rug.
        0 product Is it normal that the light blinks twice?
        0 product Will this look good in a small kitchen?
        0 product how many people does the tent sleep
        0 product Which spare bulb do I need for it?
        0 product why does the app ask for my location
        0 product What does the warranty cover?
        0 product How long will the vase keep its colour outdoors?
        0 product Is your chocolate fair trade?
        0 product Do your trousers run large or small?
        0 product My son is ten, which size would he need?
        0 product who makes these watches
        0 product Is that the original or a copy?
        0 product Does the price include the charger?
        0 billing Can I pay in instalments?
        0 billing do you accept american express
        0 billing Is VAT included in the price?
        0 billing what does the blue chair cost
        0 billing how much is it
        0 billing Do you offer a discount for teachers?
        0 billing When does the sale end?
        0 billing Can I combine a gift card with a coupon?
        0 billing Why do prices differ between countries?
        0 account How do I reset my password?
        0 account where can i change my email address
        0 account Can I delete my account?
        0 account How do I earn bonus points?
        0 account Can two people share one membership?
        0 website Where do I find the size chart?
        0 website which browser does your shop support
        0 service What is your customer service number?
        0 service How can I reach you on the weekend?
        0 service Do you repair old radios?
        0 service Do you also offer installation?
        0 service Could someone tell me how the exchange programme works?
        0 ordering Can I change the delivery address after ordering?
        0 ordering Is there a limit per customer?
        0 ordering When will the grey one be back in stock?
        0 ordering Is this still available?
        0 ordering do you have it in medium
        0 - Good evening, may I ask you something about your products?
        0 - just wondering, do you train your own staff?
        0 - Who is the owner of the company?
        0 - Are you hiring at the moment?
        """
}
